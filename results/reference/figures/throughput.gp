# Vectors a second
# Run it in the folder that holds figures/:  gnuplot figures/throughput.gp
reset
if (!exists('narrow')) narrow = 0
W = narrow ? 360 : 860
H = narrow ? 1244 : 1244
data = 'figures/throughput.dat'
set encoding utf8
set terminal svg size W,H dynamic noenhanced font 'sans-serif,12' background '#ffffff'
set output (narrow ? 'figures/throughput-narrow.svg' : 'figures/throughput.svg')
set border 0
set tics nomirror scale 0 textcolor rgb '#5b626c'
set bars 0
set rmargin 6
unset key
set key at screen 4./W, screen 1 - 3./H left top horizontal Left reverse samplen 1.4 spacing 1.1 height 0 width 0 maxcols (narrow ? 3 : 3) textcolor rgb '#1d2127'
set tmargin at screen 1 - (narrow ? 28 : 28)/real(H)
set bmargin at screen 52./H
set lmargin at screen 4./W
set rmargin at screen 1 - 18./W
set yrange [1164:0]
set xrange [0:320648.91747931443*(narrow ? 1.32 : 1.16)]
unset ytics
set xtics ('0' 0.0, '100,000' 100000.0, '200,000' 200000.0, '300,000' 300000.0)
set grid xtics noytics back lt 1 lw 1 lc rgb '#e6e3dc'
set xlabel 'vectors per second' offset 0,0.3 textcolor rgb '#5b626c'
plot data index 3 using ($3==1?$1:NaN):2:(0):1:($2-6):($2+6) with boxxyerror fs solid 1 noborder lc rgb '#d55e00' title 'blas', \
     data index 3 using ($3==0?$1:NaN):2:(0):1:($2-6):($2+6) with boxxyerror fs solid 0.35 noborder lc rgb '#d55e00' notitle, \
     data index 4 using ($3==1?$1:NaN):2:(0):1:($2-6):($2+6) with boxxyerror fs solid 1 noborder lc rgb '#0072b2' title 'simd', \
     data index 4 using ($3==0?$1:NaN):2:(0):1:($2-6):($2+6) with boxxyerror fs solid 0.35 noborder lc rgb '#0072b2' notitle, \
     data index 5 using ($3==1?$1:NaN):2:(0):1:($2-6):($2+6) with boxxyerror fs solid 1 noborder lc rgb '#009e73' title 'auto', \
     data index 5 using ($3==0?$1:NaN):2:(0):1:($2-6):($2+6) with boxxyerror fs solid 0.35 noborder lc rgb '#009e73' notitle, \
     data index 2 using 1:2:3:(0) with vectors nohead lw 2 lc rgb '#1d2127' notitle, \
     data index 2 using 4:2:(strcol(5)) with labels left offset 0.7,0 textcolor rgb '#1d2127' notitle, \
     data index 0 using (0):1:(strcol(narrow ? 3 : 2)) with labels left font ',13' textcolor rgb '#1d2127' notitle, \
     data index 1 using (0):1:(strcol(narrow ? 3 : 2)) with labels left textcolor rgb '#5b626c' notitle
unset output
