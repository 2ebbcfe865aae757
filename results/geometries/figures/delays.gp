# Delay of detection
# Run it in the folder that holds figures/:  gnuplot figures/delays.gp
reset
if (!exists('narrow')) narrow = 0
W = narrow ? 360 : 860
H = narrow ? 378 : 348
data = 'figures/delays.dat'
set encoding utf8
set terminal svg size W,H dynamic noenhanced font 'sans-serif,12' background '#ffffff'
set output (narrow ? 'figures/delays-narrow.svg' : 'figures/delays.svg')
set border 0
set tics nomirror scale 0 textcolor rgb '#5b626c'
set bars 0
set rmargin 6
unset key
set key at screen 4./W, screen 1 - 3./H left top horizontal Left reverse samplen 1.4 spacing 1.1 height 0 width 0 maxcols (narrow ? 1 : 3) textcolor rgb '#1d2127'
set lmargin at screen 52./W
set rmargin at screen 1 - 18./W
set tmargin at screen 1 - (narrow ? 118 : 78)/real(H)
set bmargin at screen 52./H
set xrange [0:12]
set yrange [0:1.03]
set xtics ('0' 0.0, '2' 2.0, '4' 4.0, '6' 6.0, '8' 8.0, '10' 10.0)
set ytics ('0 %%' 0.0, '25 %%' 0.25, '50 %%' 0.5, '75 %%' 0.75, '100 %%' 1.0)
set grid ytics noxtics back lt 1 lw 1 lc rgb '#e6e3dc'
set xlabel 'delay (blocks)' offset 0,0.3 textcolor rgb '#5b626c'
set label 90 'share of planted changes found' at screen real(6)/W, graph 1 offset 0,0.9 left textcolor rgb '#5b626c'
plot data index 0 using 1:2 with steps lw 2 dt 2 lc rgb '#0072b2' title 'calibrated, medium', \
     data index 1 using 1:2 with steps lw 2 dt 2 lc rgb '#d55e00' title 'adwin, medium', \
     data index 2 using 1:2 with steps lw 2 dt 2 lc rgb '#009e73' title 'page-hinkley, medium', \
     data index 3 using 1:2 with steps lw 2 dt 2 lc rgb '#a8477f' title 'kswin, medium'
unset output
