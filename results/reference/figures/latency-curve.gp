# Latency against the offered rate
# Run it in the folder that holds figures/:  gnuplot figures/latency-curve.gp
reset
if (!exists('narrow')) narrow = 0
W = narrow ? 360 : 860
H = narrow ? 408 : 388
data = 'figures/latency-curve.dat'
set encoding utf8
set terminal svg size W,H dynamic noenhanced font 'sans-serif,12' background '#ffffff'
set output (narrow ? 'figures/latency-curve-narrow.svg' : 'figures/latency-curve.svg')
set border 0
set tics nomirror scale 0 textcolor rgb '#5b626c'
set bars 0
set rmargin 6
unset key
set key at screen 4./W, screen 1 - 3./H left top horizontal Left reverse samplen 1.4 spacing 1.1 height 0 width 0 maxcols (narrow ? 1 : 2) textcolor rgb '#1d2127'
set lmargin at screen 60./W
set rmargin at screen 1 - 22./W
set tmargin at screen 1 - (narrow ? 118 : 78)/real(H)
set bmargin at screen 52./H
set logscale y
set xrange [0.0:60632.0]
set yrange [0.040279375:10.980555200000001]
set xtics ('0' 0.0, '20,000' 20000.0, '40,000' 40000.0, '60,000' 60000.0)
set ytics ('0.1' 0.1, '0.3' 0.30000000000000004, '1' 1.0, '3' 3.0, '10' 10.0)
set grid ytics noxtics back lt 1 lw 1 lc rgb '#e6e3dc'
set xlabel 'offered rate (vectors per second)' offset 0,0.3 textcolor rgb '#5b626c'
set label 90 'latency (ms, logarithmic)' at screen real(6)/W, graph 1 offset 0,0.9 left textcolor rgb '#5b626c'
set arrow 1 from 57200.0, graph 0 to 57200.0, graph 1 nohead lw 1.5 dt 3 lc rgb '#0072b2'
set arrow 2 from 20100.0, graph 0 to 20100.0, graph 1 nohead lw 1.5 dt 3 lc rgb '#0072b2'
plot data index 0 using 1:3 with lines lw 2 dt 1 lc rgb '#0072b2' title 'poisson arrivals · d 384: p99', \
     data index 0 using 1:($4==1?$3:NaN) with points pt 7 ps 0.7 lc rgb '#0072b2' notitle, \
     data index 0 using 1:($4==0?$3:NaN) with points pt 2 ps 0.8 lw 2 lc rgb '#0072b2' notitle, \
     data index 0 using 1:2 with lines lw 1.5 dt 2 lc rgb '#0072b2' title 'poisson arrivals · d 384: median', \
     data index 0 using 1:($4==1?$2:NaN) with points pt 6 ps 0.7 lc rgb '#0072b2' notitle, \
     data index 0 using 1:($4==0?$2:NaN) with points pt 2 ps 0.8 lw 2 lc rgb '#0072b2' notitle, \
     data index 1 using 1:3 with lines lw 2 dt 1 lc rgb '#0072b2' title 'bursty arrivals · d 128: p99', \
     data index 1 using 1:($4==1?$3:NaN) with points pt 5 ps 0.7 lc rgb '#0072b2' notitle, \
     data index 1 using 1:($4==0?$3:NaN) with points pt 2 ps 0.8 lw 2 lc rgb '#0072b2' notitle, \
     data index 1 using 1:2 with lines lw 1.5 dt 2 lc rgb '#0072b2' title 'bursty arrivals · d 128: median', \
     data index 1 using 1:($4==1?$2:NaN) with points pt 6 ps 0.7 lc rgb '#0072b2' notitle, \
     data index 1 using 1:($4==0?$2:NaN) with points pt 2 ps 0.8 lw 2 lc rgb '#0072b2' notitle
unset output
