# F1 by type and strength
# Run it in the folder that holds figures/:  gnuplot figures/accuracy.gp
reset
if (!exists('narrow')) narrow = 0
W = narrow ? 360 : 860
H = narrow ? 1382 : 1362
data = 'figures/accuracy.dat'
set encoding utf8
set terminal svg size W,H dynamic noenhanced font 'sans-serif,12' background '#ffffff'
set output (narrow ? 'figures/accuracy-narrow.svg' : 'figures/accuracy.svg')
set border 0
set tics nomirror scale 0 textcolor rgb '#5b626c'
set bars 0
set rmargin 6
unset key
set key at screen 4./W, screen 1 - 3./H left top horizontal Left reverse samplen 1.4 spacing 1.1 height 0 width 0 maxcols (narrow ? 2 : 4) textcolor rgb '#1d2127'
set lmargin at screen 70./W
set rmargin at screen 1 - 18./W
set tmargin at screen 1 - (narrow ? 48 : 28)/real(H)
set bmargin at screen 52./H
set xrange [0:1]
set yrange [1284:0]
unset ytics
set xtics ('0' 0.0, '0.25' 0.25, '0.5' 0.5, '0.75' 0.75, '1' 1.0)
set grid xtics noytics back lt 1 lw 1 lc rgb '#e6e3dc'
set xlabel 'F1 (1 is every change found and no false alarm)' offset 0,0.3 textcolor rgb '#5b626c'
plot data index 2 using 3:2:4:(0) with vectors nohead lw 2 lc rgb '#0072b2' notitle, \
     data index 2 using 1:2 with points pt 7 ps 0.75 lc rgb '#0072b2' title 'calibrated', \
     data index 3 using 3:2:4:(0) with vectors nohead lw 2 lc rgb '#d55e00' notitle, \
     data index 3 using 1:2 with points pt 5 ps 0.75 lc rgb '#d55e00' title 'adwin', \
     data index 4 using 3:2:4:(0) with vectors nohead lw 2 lc rgb '#009e73' notitle, \
     data index 4 using 1:2 with points pt 9 ps 0.75 lc rgb '#009e73' title 'page-hinkley', \
     data index 5 using 3:2:4:(0) with vectors nohead lw 2 lc rgb '#a8477f' notitle, \
     data index 5 using 1:2 with points pt 13 ps 0.75 lc rgb '#a8477f' title 'kswin', \
     data index 0 using (0):1:(strcol(narrow ? 3 : 2)) with labels left offset screen -66./W,0 font ',13' textcolor rgb '#1d2127' notitle, \
     data index 1 using (0):1:(strcol(2)) with labels left offset screen -66./W,0 textcolor rgb '#5b626c' notitle
unset output
