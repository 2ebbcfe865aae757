# Roofline
# Run it in the folder that holds figures/:  gnuplot figures/roofline.gp
reset
if (!exists('narrow')) narrow = 0
W = narrow ? 360 : 860
H = narrow ? 358 : 378
data = 'figures/roofline.dat'
set encoding utf8
set terminal svg size W,H dynamic noenhanced font 'sans-serif,12' background '#ffffff'
set output (narrow ? 'figures/roofline-narrow.svg' : 'figures/roofline.svg')
set border 0
set tics nomirror scale 0 textcolor rgb '#5b626c'
set bars 0
set rmargin 6
unset key
set key at screen 4./W, screen 1 - 3./H left top horizontal Left reverse samplen 1.4 spacing 1.1 height 0 width 0 maxcols (narrow ? 2 : 2) textcolor rgb '#1d2127'
set lmargin at screen 52./W
set rmargin at screen 1 - 16./W
set tmargin at screen 1 - (narrow ? 58 : 58)/real(H)
set bmargin at screen 52./H
set logscale xy
set xrange [0.06729088790080279:511.5]
set yrange [5.165418014016997:351.2484249531558]
set xtics ('0.1' 0.1, '1' 1.0, '10' 10.0, '100' 100.0)
set ytics ('10' 10.0, '30' 30.0, '100' 100.0, '300' 300.0)
set grid xtics ytics back lt 1 lw 1 lc rgb '#e6e3dc'
set xlabel 'arithmetic intensity (FLOP per byte, logarithmic)' offset 0,0.3 textcolor rgb '#5b626c'
set label 90 'GFLOP/s (logarithmic)' at screen real(6)/W, graph 1 offset 0,0.9 left textcolor rgb '#5b626c'
set label 1 (narrow ? 'L1d' : 'L1d 192 GB/s') at 0.5383271032064223,103.30836028033994 center offset 0,0.8 textcolor rgb '#5b626c'
set label 2 (narrow ? 'L2' : 'L2 103 GB/s') at 0.9984581059871223,103.30836028033994 center offset 0,1.9 textcolor rgb '#5b626c'
set label 3 (narrow ? 'L3' : 'L3 62 GB/s') at 1.6761176182322903,103.30836028033994 center offset 0,0.8 textcolor rgb '#5b626c'
set label 4 (narrow ? 'memory' : 'memory 20 GB/s') at 5.142890683620906,103.30836028033994 center offset 0,1.9 textcolor rgb '#5b626c'
set label 20 'FMA peak 103 GFLOP/s' at graph 0.985, first 103.30836028033994 right offset 0,0.7 textcolor rgb '#1d2127'
plot data index 0 using 1:2 with lines lw 1.5 dt 2 lc rgb '#8b919a' notitle, \
     data index 1 using 1:2 with lines lw 1.5 dt 3 lc rgb '#8b919a' notitle, \
     data index 2 using 1:2 with lines lw 1.5 dt 4 lc rgb '#8b919a' notitle, \
     data index 3 using 1:2 with lines lw 1.5 dt 5 lc rgb '#8b919a' notitle, \
     data index 4 using 1:2 with lines lw 2 lc rgb '#1d2127' notitle, \
     data index 5 using 1:2 with points pt 7 ps 0.75 lc rgb '#0072b2' title 'simd', \
     data index 6 using 1:2 with points pt 5 ps 0.75 lc rgb '#d55e00' title 'blas'
unset output
