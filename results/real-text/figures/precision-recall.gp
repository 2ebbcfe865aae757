# Precision against recall
# Run it in the folder that holds figures/:  gnuplot figures/precision-recall.gp
reset
if (!exists('narrow')) narrow = 0
W = narrow ? 360 : 860
H = narrow ? 568 : 448
data = 'figures/precision-recall.dat'
set encoding utf8
set terminal svg size W,H dynamic noenhanced font 'sans-serif,12' background '#ffffff'
set output (narrow ? 'figures/precision-recall-narrow.svg' : 'figures/precision-recall.svg')
set border 0
set tics nomirror scale 0 textcolor rgb '#5b626c'
set bars 0
set rmargin 6
unset key
set key at screen 4./W, screen 1 - 3./H left top horizontal Left reverse samplen 1.4 spacing 1.1 height 0 width 0 maxcols (narrow ? 1 : 3) textcolor rgb '#1d2127'
set lmargin at screen 46./W
set rmargin at screen 1 - 18./W
set tmargin at screen 1 - (narrow ? 258 : 118)/real(H)
set bmargin at screen 52./H
set xrange [0:1.02]
set yrange [0:1.04]
set xtics ('0' 0.0, '0.25' 0.25, '0.5' 0.5, '0.75' 0.75, '1' 1.0)
set ytics ('0' 0.0, '0.25' 0.25, '0.5' 0.5, '0.75' 0.75, '1' 1.0)
set xlabel 'recall (share of planted changes found)' offset 0,0.3 textcolor rgb '#5b626c'
set label 90 'precision (share of alarms that are true)' at screen real(6)/W, graph 1 offset 0,0.9 left textcolor rgb '#5b626c'
set label 1 'F1 0.2' at 1,0.11111111111111112 right offset -0.3,0.6 textcolor rgb '#8b919a'
set label 2 'F1 0.4' at 1,0.25 right offset -0.3,0.6 textcolor rgb '#8b919a'
set label 3 'F1 0.6' at 1,0.4285714285714286 right offset -0.3,0.6 textcolor rgb '#8b919a'
set label 4 'F1 0.8' at 1,0.6666666666666667 right offset -0.3,0.6 textcolor rgb '#8b919a'
plot data index 0 using 1:2 with lines lw 1 lc rgb '#e6e3dc' notitle, \
     data index 1 using 1:2 with lines lw 1 lc rgb '#e6e3dc' notitle, \
     data index 2 using 1:2 with lines lw 1 lc rgb '#e6e3dc' notitle, \
     data index 3 using 1:2 with lines lw 1 lc rgb '#e6e3dc' notitle, \
     data index 4 using 1:2 with lines lw 1 lc rgb '#e6e3dc' notitle, \
     data index 5 using 1:2 with points lw 2 pt 7 ps 0.9 lc rgb '#0072b2' title 'calibrated, strong', \
     data index 6 using 1:2 with points lw 2 pt 13 ps 0.9 lc rgb '#0072b2' title 'calibrated, medium', \
     data index 7 using 1:2 with points lw 2 pt 6 ps 0.9 lc rgb '#0072b2' title 'calibrated, weak', \
     data index 8 using 1:2 with points lw 2 pt 7 ps 0.9 lc rgb '#d55e00' title 'adwin, strong', \
     data index 9 using 1:2 with points lw 2 pt 13 ps 0.9 lc rgb '#d55e00' title 'adwin, medium', \
     data index 10 using 1:2 with points lw 2 pt 7 ps 0.9 lc rgb '#009e73' title 'page-hinkley, strong', \
     data index 11 using 1:2 with points lw 2 pt 13 ps 0.9 lc rgb '#009e73' title 'page-hinkley, medium', \
     data index 12 using 1:2 with points lw 2 pt 6 ps 0.9 lc rgb '#009e73' title 'page-hinkley, weak', \
     data index 13 using 1:2 with points lw 2 pt 7 ps 0.9 lc rgb '#a8477f' title 'kswin, strong', \
     data index 14 using 1:2 with points lw 2 pt 13 ps 0.9 lc rgb '#a8477f' title 'kswin, medium', \
     data index 15 using 1:2 with points lw 2 pt 6 ps 0.9 lc rgb '#a8477f' title 'kswin, weak'
unset output
