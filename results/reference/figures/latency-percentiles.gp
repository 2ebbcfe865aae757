# Latency percentiles by offered rate
# Run it in the folder that holds figures/:  gnuplot figures/latency-percentiles.gp
reset
if (!exists('narrow')) narrow = 0
W = narrow ? 360 : 860
H = narrow ? 468 : 448
data = 'figures/latency-percentiles.dat'
set encoding utf8
set terminal svg size W,H dynamic noenhanced font 'sans-serif,12' background '#ffffff'
set output (narrow ? 'figures/latency-percentiles-narrow.svg' : 'figures/latency-percentiles.svg')
set border 0
set tics nomirror scale 0 textcolor rgb '#5b626c'
set bars 0
set rmargin 6
unset key
set key at screen 4./W, screen 1 - 3./H left top horizontal Left reverse samplen 1.4 spacing 1.1 height 0 width 0 maxcols (narrow ? 3 : 5) textcolor rgb '#1d2127'
set lmargin at screen 8./W
set rmargin at screen 1 - 20./W
set tmargin at screen 1 - (narrow ? 48 : 28)/real(H)
set bmargin at screen 52./H
set logscale x
set xrange [0.04603357142857144:14.8026445]
set yrange [366:0]
unset ytics
set xtics ('0.1' 0.1, '0.3' 0.30000000000000004, '1' 1.0, '3' 3.0, '10' 10.0)
set grid xtics noytics back lt 1 lw 1 lc rgb '#e6e3dc'
set xlabel 'latency (ms, logarithmic)' offset 0,0.3 textcolor rgb '#5b626c'
plot data index 2 using 1:2:3:(0) with vectors nohead lw 1.5 lc rgb '#8b919a' notitle, \
     data index 3 using ($3==1?$1:NaN):2 with points pt 7 ps 0.75 lw 1.5 lc rgb '#0072b2' title 'p50', \
     data index 3 using ($3==0?$1:NaN):2 with points pt 7 ps 0.75 lw 1.5 lc rgb '#8b919a' notitle, \
     data index 4 using ($3==1?$1:NaN):2 with points pt 13 ps 0.75 lw 1.5 lc rgb '#009e73' title 'p90', \
     data index 4 using ($3==0?$1:NaN):2 with points pt 13 ps 0.75 lw 1.5 lc rgb '#8b919a' notitle, \
     data index 5 using ($3==1?$1:NaN):2 with points pt 9 ps 0.75 lw 1.5 lc rgb '#d55e00' title 'p99', \
     data index 5 using ($3==0?$1:NaN):2 with points pt 9 ps 0.75 lw 1.5 lc rgb '#8b919a' notitle, \
     data index 6 using ($3==1?$1:NaN):2 with points pt 5 ps 0.75 lw 1.5 lc rgb '#a8477f' title 'p99.9', \
     data index 6 using ($3==0?$1:NaN):2 with points pt 5 ps 0.75 lw 1.5 lc rgb '#8b919a' notitle, \
     data index 7 using ($3==1?$1:NaN):2 with points pt 2 ps 0.75 lw 1.5 lc rgb '#5a6472' title 'max', \
     data index 7 using ($3==0?$1:NaN):2 with points pt 2 ps 0.75 lw 1.5 lc rgb '#8b919a' notitle, \
     data index 0 using (0.04603357142857144):1:(strcol(narrow ? 3 : 2)) with labels left font ',13' textcolor rgb '#1d2127' notitle, \
     data index 1 using (0.04603357142857144):1:(strcol(narrow ? 3 : 2)) with labels left textcolor rgb '#5b626c' notitle
unset output
