# One stream: held-out-python-science, seed 1000
# Run it in the folder that holds figures/:  gnuplot figures/timeline.gp
reset
if (!exists('narrow')) narrow = 0
W = narrow ? 360 : 860
H = narrow ? 384 : 334
data = 'figures/timeline.dat'
set encoding utf8
set terminal svg size W,H dynamic noenhanced font 'sans-serif,12' background '#ffffff'
set output (narrow ? 'figures/timeline-narrow.svg' : 'figures/timeline.svg')
set border 0
set tics nomirror scale 0 textcolor rgb '#5b626c'
set bars 0
set rmargin 6
unset key
set key at screen 4./W, screen 1 - 3./H left top horizontal Left reverse samplen 1.4 spacing 1.1 height 0 width 0 maxcols (narrow ? 1 : 4) textcolor rgb '#1d2127'
set multiplot
set lmargin at screen 112./W
set rmargin at screen 1 - 16./W
set tmargin at screen 1 - (narrow ? 138 : 78)/real(H)
set bmargin at screen (26 + 74.)/H
set xrange [0.0:57.0]
set yrange [0.1240297401385807:0.15120644462765614]
set xtics ('' 0.0)
set ytics ('0.13' 0.13, '0.14' 0.14, '0.15' 0.15)
set grid ytics noxtics back lt 1 lw 1 lc rgb '#e6e3dc'
set label 90 'mean similarity of the window' at screen real(6)/W, graph 1 offset 0,0.9 left textcolor rgb '#5b626c'
set arrow 1 from 41, graph 0 to 41, graph 1 nohead back lw 1 dt 3 lc rgb '#8b919a'
plot data index 0 using 1:2 with lines lw 1.5 lc rgb '#8b919a' notitle, \
     data index 1 using 1:2 with lines lw 1.5 lc rgb '#1d2127' notitle, \
     NaN with boxes lc rgb '#009e73' fs solid 0.28 border lc rgb '#009e73' title 'planted, found', \
     NaN with boxes lc rgb '#d55e00' fs solid 0.28 border lc rgb '#d55e00' title 'planted, missed', \
     NaN with points pt 7 ps 0.85 lw 2 lc rgb '#0072b2' title 'alarm, true', \
     NaN with points pt 2 ps 0.85 lw 2 lc rgb '#d55e00' title 'alarm, false', \
     NaN with points pt 6 ps 0.85 lw 2 lc rgb '#5a6472' title 'alarm, neutral'
unset key
unset label 90
unset grid
set tmargin at screen (26 + 52.)/H
set bmargin at screen 52./H
set yrange [0.5:-0.5]
set ytics ('temporalShift' 0.0)
set xtics ('0' 0.0, '10' 10.0, '20' 20.0, '30' 30.0, '40' 40.0, '50' 50.0)
set xlabel 'block of the stream' offset 0,0.3 textcolor rgb '#5b626c'
plot data index 2 using 1:2:1:3:($2-0.3):($2+0.3) with boxxyerror lc rgb '#009e73' fs solid 0.28 border lc rgb '#009e73' notitle, \
     data index 3 using 1:2:1:3:($2-0.3):($2+0.3) with boxxyerror lc rgb '#d55e00' fs solid 0.28 border lc rgb '#d55e00' notitle, \
     data index 4 using 1:2 with points pt 7 ps 0.85 lw 2 lc rgb '#0072b2' notitle, \
     data index 5 using 1:2 with points pt 2 ps 0.85 lw 2 lc rgb '#d55e00' notitle, \
     data index 6 using 1:2 with points pt 6 ps 0.85 lw 2 lc rgb '#5a6472' notitle
unset multiplot
unset output
