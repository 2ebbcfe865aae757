# Back-pressure against the buffer’s size
# Run it in the folder that holds figures/:  gnuplot figures/buffer.gp
reset
if (!exists('narrow')) narrow = 0
W = narrow ? 360 : 860
H = narrow ? 548 : 448
data = 'figures/buffer.dat'
set encoding utf8
set terminal svg size W,H dynamic noenhanced font 'sans-serif,12' background '#ffffff'
set output (narrow ? 'figures/buffer-narrow.svg' : 'figures/buffer.svg')
set border 0
set tics nomirror scale 0 textcolor rgb '#5b626c'
set bars 0
set rmargin 6
unset key
set key at screen 4./W, screen 1 - 3./H left top horizontal Left reverse samplen 1.4 spacing 1.1 height 0 width 0 maxcols (narrow ? 1 : 4) textcolor rgb '#1d2127'
set multiplot
set lmargin at screen 66./W
set rmargin at screen 1 - 24./W
set logscale x
set xrange [256.0*0.8:10000.0*1.25]
set xtics ('' 256.0, '' 10000.0)
set grid ytics noxtics back lt 1 lw 1 lc rgb '#e6e3dc'
set tmargin at screen 1 - (narrow ? 158 : 78)/real(H)
set bmargin at screen 0.56
set yrange [0:4.29]
set ytics ('0' 0.0, '2' 2.0, '4' 4.0)
set label 90 'waits per 1000 vectors' at screen real(6)/W, graph 1 offset 0,0.9 left textcolor rgb '#5b626c'
plot data index 0 using 1:2 with linespoints lw 2 dt 1 pt 7 ps 0.7 lc rgb '#009e73' title 'auto · 1 thread', \
     data index 1 using 1:2 with linespoints lw 2 dt 2 pt 5 ps 0.7 lc rgb '#009e73' title 'auto · 2 threads', \
     data index 2 using 1:2 with linespoints lw 2 dt 1 pt 9 ps 0.7 lc rgb '#d55e00' title 'blas · 1 thread', \
     data index 3 using 1:2 with linespoints lw 2 dt 2 pt 13 ps 0.7 lc rgb '#d55e00' title 'blas · 2 threads', \
     data index 4 using 1:2 with linespoints lw 2 dt 1 pt 11 ps 0.7 lc rgb '#0072b2' title 'simd · 1 thread', \
     data index 5 using 1:2 with linespoints lw 2 dt 2 pt 15 ps 0.7 lc rgb '#0072b2' title 'simd · 2 threads'
unset key
set tmargin at screen 0.46
set bmargin at screen 52./H
set yrange [0:*]
set ytics ('0' 0.0, '20,000' 20000.0, '40,000' 40000.0, '60,000' 60000.0)
set xtics ('256' 256.0, '10,000' 10000.0)
set xlabel 'buffer (vectors, logarithmic)' offset 0,0.3 textcolor rgb '#5b626c'
set label 90 'vectors per second' at screen real(6)/W, graph 1 offset 0,0.9 left textcolor rgb '#5b626c'
plot data index 0 using 1:3 with linespoints lw 2 dt 1 pt 7 ps 0.7 lc rgb '#009e73' notitle, \
     data index 0 using 1:4:(0):($5-$4) with vectors nohead lw 1.5 lc rgb '#009e73' notitle, \
     data index 1 using 1:3 with linespoints lw 2 dt 2 pt 5 ps 0.7 lc rgb '#009e73' notitle, \
     data index 1 using 1:4:(0):($5-$4) with vectors nohead lw 1.5 lc rgb '#009e73' notitle, \
     data index 2 using 1:3 with linespoints lw 2 dt 1 pt 9 ps 0.7 lc rgb '#d55e00' notitle, \
     data index 2 using 1:4:(0):($5-$4) with vectors nohead lw 1.5 lc rgb '#d55e00' notitle, \
     data index 3 using 1:3 with linespoints lw 2 dt 2 pt 13 ps 0.7 lc rgb '#d55e00' notitle, \
     data index 3 using 1:4:(0):($5-$4) with vectors nohead lw 1.5 lc rgb '#d55e00' notitle, \
     data index 4 using 1:3 with linespoints lw 2 dt 1 pt 11 ps 0.7 lc rgb '#0072b2' notitle, \
     data index 4 using 1:4:(0):($5-$4) with vectors nohead lw 1.5 lc rgb '#0072b2' notitle, \
     data index 5 using 1:3 with linespoints lw 2 dt 2 pt 15 ps 0.7 lc rgb '#0072b2' notitle, \
     data index 5 using 1:4:(0):($5-$4) with vectors nohead lw 1.5 lc rgb '#0072b2' notitle
unset multiplot
unset output
