# Scaling with threads
# Run it in the folder that holds figures/:  gnuplot figures/concurrency.gp
reset
if (!exists('narrow')) narrow = 0
W = narrow ? 360 : 860
H = narrow ? 428 : 358
data = 'figures/concurrency.dat'
set encoding utf8
set terminal svg size W,H dynamic noenhanced font 'sans-serif,12' background '#ffffff'
set output (narrow ? 'figures/concurrency-narrow.svg' : 'figures/concurrency.svg')
set border 0
set tics nomirror scale 0 textcolor rgb '#5b626c'
set bars 0
set rmargin 6
unset key
set key at screen 4./W, screen 1 - 3./H left top horizontal Left reverse samplen 1.4 spacing 1.1 height 0 width 0 maxcols (narrow ? 1 : 2) textcolor rgb '#1d2127'
set lmargin at screen 46./W
set rmargin at screen 1 - 24./W
set tmargin at screen 1 - (narrow ? 178 : 118)/real(H)
set bmargin at screen 52./H
set xrange [1.0 - 0.25*(2.0-1.0)/2 : 2.0 + 0.25*(2.0-1.0)/2]
set yrange [0:2.12]
set xtics ('1' 1.0, '2' 2.0)
set ytics ('0×' 0.0, '1×' 1.0, '2×' 2.0)
set grid ytics noxtics back lt 1 lw 1 lc rgb '#e6e3dc'
set xlabel 'threads' offset 0,0.3 textcolor rgb '#5b626c'
set label 90 'speed against 1 thread' at screen real(6)/W, graph 1 offset 0,0.9 left textcolor rgb '#5b626c'
plot data index 0 using 1:2 with lines lw 1.5 dt 2 lc rgb '#8b919a' title 'ideal', \
     data index 1 using 1:2 with linespoints lw 2 dt 1 pt 7 ps 0.7 lc rgb '#009e73' title 'auto · 50,000 vectors · components', \
     data index 1 using 1:3:(0):($4-$3) with vectors nohead lw 1.5 lc rgb '#009e73' notitle, \
     data index 2 using 1:2 with linespoints lw 2 dt 1 pt 5 ps 0.7 lc rgb '#d55e00' title 'blas · 50,000 vectors · components', \
     data index 2 using 1:3:(0):($4-$3) with vectors nohead lw 1.5 lc rgb '#d55e00' notitle, \
     data index 3 using 1:2 with linespoints lw 2 dt 1 pt 9 ps 0.7 lc rgb '#0072b2' title 'simd · 50,000 vectors · components', \
     data index 3 using 1:3:(0):($4-$3) with vectors nohead lw 1.5 lc rgb '#0072b2' notitle, \
     data index 4 using 1:2 with linespoints lw 2 dt 2 pt 13 ps 0.7 lc rgb '#d55e00' title 'blas · 20,000 vectors · full', \
     data index 4 using 1:3:(0):($4-$3) with vectors nohead lw 1.5 lc rgb '#d55e00' notitle, \
     data index 5 using 1:2 with linespoints lw 2 dt 2 pt 11 ps 0.7 lc rgb '#0072b2' title 'simd · 20,000 vectors · full', \
     data index 5 using 1:3:(0):($4-$3) with vectors nohead lw 1.5 lc rgb '#0072b2' notitle, \
     data index 6 using 1:2 with linespoints lw 2 dt 2 pt 15 ps 0.7 lc rgb '#009e73' title 'auto · 50,000 vectors · moments', \
     data index 6 using 1:3:(0):($4-$3) with vectors nohead lw 1.5 lc rgb '#009e73' notitle
unset output
