# Delay against the time between false alarms
# Run it in the folder that holds figures/:  gnuplot figures/run-length.gp
reset
if (!exists('narrow')) narrow = 0
W = narrow ? 360 : 860
H = narrow ? 348 : 328
data = 'figures/run-length.dat'
set encoding utf8
set terminal svg size W,H dynamic noenhanced font 'sans-serif,12' background '#ffffff'
set output (narrow ? 'figures/run-length-narrow.svg' : 'figures/run-length.svg')
set border 0
set tics nomirror scale 0 textcolor rgb '#5b626c'
set bars 0
set rmargin 6
unset key
set key at screen 4./W, screen 1 - 3./H left top horizontal Left reverse samplen 1.4 spacing 1.1 height 0 width 0 maxcols (narrow ? 1 : 3) textcolor rgb '#1d2127'
set lmargin at screen 46./W
set rmargin at screen 1 - 22./W
set tmargin at screen 1 - (narrow ? 98 : 58)/real(H)
set bmargin at screen 52./H
set logscale x
set xrange [7.692307692307692:130000.0]
set yrange [0:4.760176991150443]
set xtics ('10' 10.0, '100' 100.0, '1,000' 1000.0, '10,000' 10000.0, '100,000' 100000.0)
set ytics ('0' 0.0, '1' 1.0, '2' 2.0, '3' 3.0, '4' 4.0)
set grid ytics noxtics back lt 1 lw 1 lc rgb '#e6e3dc'
set xlabel 'blocks between false alarms asked for (logarithmic)' offset 0,0.3 textcolor rgb '#5b626c'
set label 90 'mean delay (blocks)' at screen real(6)/W, graph 1 offset 0,0.9 left textcolor rgb '#5b626c'
plot data index 0 using 1:2 with linespoints lw 2 dt 1 pt 7 ps 0.9 lc rgb '#0072b2' title 'calibrated, strong', \
     data index 1 using 1:2 with linespoints lw 2 dt 2 pt 13 ps 0.9 lc rgb '#0072b2' title 'calibrated, medium', \
     data index 2 using 1:2 with linespoints lw 2 dt 3 pt 6 ps 0.9 lc rgb '#0072b2' title 'calibrated, weak'
unset output
