# Calibration without a change
# Run it in the folder that holds figures/:  gnuplot figures/calibration.gp
reset
if (!exists('narrow')) narrow = 0
W = narrow ? 360 : 860
H = narrow ? 878 : 858
data = 'figures/calibration.dat'
set encoding utf8
set terminal svg size W,H dynamic noenhanced font 'sans-serif,12' background '#ffffff'
set output (narrow ? 'figures/calibration-narrow.svg' : 'figures/calibration.svg')
set border 0
set tics nomirror scale 0 textcolor rgb '#5b626c'
set bars 0
set rmargin 6
unset key
set key at screen 4./W, screen 1 - 3./H left top horizontal Left reverse samplen 1.4 spacing 1.1 height 0 width 0 maxcols (narrow ? 2 : 3) textcolor rgb '#1d2127'
set lmargin at screen 66./W
set rmargin at screen 1 - 18./W
set tmargin at screen 1 - (narrow ? 48 : 28)/real(H)
set bmargin at screen 52./H
set xrange [0:129.53723093154173]
set yrange [780:0]
unset ytics
set xtics ('0' 0.0, '20' 20.0, '40' 40.0, '60' 60.0, '80' 80.0, '100' 100.0, '120' 120.0)
set grid xtics noytics back lt 1 lw 1 lc rgb '#e6e3dc'
set arrow 1 from 1, graph 0 to 1, graph 1 nohead lw 1.5 dt 2 lc rgb '#8b919a'
set xlabel 'observed over promised rejection rate' offset 0,0.3 textcolor rgb '#5b626c'
plot data index 2 using 3:2:4:(0) with vectors nohead lw 1.5 lc rgb '#0072b2' notitle, \
     data index 2 using 1:2 with points pt 7 ps 0.55 lc rgb '#0072b2' title 'level 0.05', \
     data index 3 using 3:2:4:(0) with vectors nohead lw 1.5 lc rgb '#d55e00' notitle, \
     data index 3 using 1:2 with points pt 5 ps 0.55 lc rgb '#d55e00' title 'level 0.01', \
     data index 4 using 3:2:4:(0) with vectors nohead lw 1.5 lc rgb '#009e73' notitle, \
     data index 4 using 1:2 with points pt 9 ps 0.55 lc rgb '#009e73' title 'level 0.001', \
     data index 0 using (0):1:(strcol(2)) with labels left offset screen -62./W,0 font ',13' textcolor rgb '#1d2127' notitle, \
     data index 1 using (0):1:(strcol(2)) with labels left offset screen -62./W,0 textcolor rgb '#5b626c' notitle
unset output
