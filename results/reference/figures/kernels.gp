# simd over BLAS
# Run it in the folder that holds figures/:  gnuplot figures/kernels.gp
reset
if (!exists('narrow')) narrow = 0
W = narrow ? 360 : 860
H = narrow ? 1554 : 1554
data = 'figures/kernels.dat'
set encoding utf8
set terminal svg size W,H dynamic noenhanced font 'sans-serif,12' background '#ffffff'
set output (narrow ? 'figures/kernels-narrow.svg' : 'figures/kernels.svg')
set border 0
set tics nomirror scale 0 textcolor rgb '#5b626c'
set bars 0
set rmargin 6
unset key
set lmargin at screen 112./W
set rmargin at screen 1 - 12./W
set tmargin at screen 1 - 4./H
set bmargin at screen 100./H
set xrange [-0.5:5.5]
set yrange [1450:0]
unset ytics
set xtics ('1' 0.0, '4' 1.0, '16' 2.0, '64' 3.0, '256' 4.0, '1,024' 5.0)
set xlabel 'batch B (queries in a call)' offset 0,0.3 textcolor rgb '#5b626c'
set object 1 rectangle from screen (112. + (W-124.)*0.0/9.0)/W, screen 26./H to screen (112. + (W-124.)*1.0/9.0)/W, screen 34./H fs solid 1 noborder fc rgb '#b34a00'
set object 2 rectangle from screen (112. + (W-124.)*1.0/9.0)/W, screen 26./H to screen (112. + (W-124.)*2.0/9.0)/W, screen 34./H fs solid 1 noborder fc rgb '#d97a33'
set object 3 rectangle from screen (112. + (W-124.)*2.0/9.0)/W, screen 26./H to screen (112. + (W-124.)*3.0/9.0)/W, screen 34./H fs solid 1 noborder fc rgb '#efb184'
set object 4 rectangle from screen (112. + (W-124.)*3.0/9.0)/W, screen 26./H to screen (112. + (W-124.)*4.0/9.0)/W, screen 34./H fs solid 1 noborder fc rgb '#f6dcc8'
set object 5 rectangle from screen (112. + (W-124.)*4.0/9.0)/W, screen 26./H to screen (112. + (W-124.)*5.0/9.0)/W, screen 34./H fs solid 1 noborder fc rgb '#eeeeea'
set object 6 rectangle from screen (112. + (W-124.)*5.0/9.0)/W, screen 26./H to screen (112. + (W-124.)*6.0/9.0)/W, screen 34./H fs solid 1 noborder fc rgb '#cfe1ee'
set object 7 rectangle from screen (112. + (W-124.)*6.0/9.0)/W, screen 26./H to screen (112. + (W-124.)*7.0/9.0)/W, screen 34./H fs solid 1 noborder fc rgb '#92c1e0'
set object 8 rectangle from screen (112. + (W-124.)*7.0/9.0)/W, screen 26./H to screen (112. + (W-124.)*8.0/9.0)/W, screen 34./H fs solid 1 noborder fc rgb '#4a98cc'
set object 9 rectangle from screen (112. + (W-124.)*8.0/9.0)/W, screen 26./H to screen (112. + (W-124.)*9.0/9.0)/W, screen 34./H fs solid 1 noborder fc rgb '#0b62a0'
set label 1 '0.5×' at screen (112. + (W-124.)*1.0/9.0)/W, screen 14./H center textcolor rgb '#5b626c'
set label 3 '0.91×' at screen (112. + (W-124.)*3.0/9.0)/W, screen 14./H center textcolor rgb '#5b626c'
set label 6 '1.1×' at screen (112. + (W-124.)*6.0/9.0)/W, screen 14./H center textcolor rgb '#5b626c'
set label 8 '2×' at screen (112. + (W-124.)*8.0/9.0)/W, screen 14./H center textcolor rgb '#5b626c'
set label 49 'even' at screen (112. + (W-124.)/2)/W, screen 14./H center textcolor rgb '#5b626c'
set label 50 'simd / BLAS' at screen 104./W, screen 30./H right textcolor rgb '#5b626c'
plot data index 0 using ($3==1?$1:NaN):2:($1-0.48):($1+0.48):($2-14):($2+14) with boxxyerror fs solid 1 noborder lc rgb '#d97a33' notitle, \
     data index 0 using ($3==2?$1:NaN):2:($1-0.48):($1+0.48):($2-14):($2+14) with boxxyerror fs solid 1 noborder lc rgb '#efb184' notitle, \
     data index 0 using ($3==3?$1:NaN):2:($1-0.48):($1+0.48):($2-14):($2+14) with boxxyerror fs solid 1 noborder lc rgb '#f6dcc8' notitle, \
     data index 0 using ($3==4?$1:NaN):2:($1-0.48):($1+0.48):($2-14):($2+14) with boxxyerror fs solid 1 noborder lc rgb '#eeeeea' notitle, \
     data index 0 using ($3==5?$1:NaN):2:($1-0.48):($1+0.48):($2-14):($2+14) with boxxyerror fs solid 1 noborder lc rgb '#cfe1ee' notitle, \
     data index 0 using ($3==6?$1:NaN):2:($1-0.48):($1+0.48):($2-14):($2+14) with boxxyerror fs solid 1 noborder lc rgb '#92c1e0' notitle, \
     data index 0 using ($3==7?$1:NaN):2:($1-0.48):($1+0.48):($2-14):($2+14) with boxxyerror fs solid 1 noborder lc rgb '#4a98cc' notitle, \
     data index 0 using ($3==8?$1:NaN):2:($1-0.48):($1+0.48):($2-14):($2+14) with boxxyerror fs solid 1 noborder lc rgb '#0b62a0' notitle, \
     data index 1 using 1:2:(strcol(3)) with labels textcolor rgb '#fffffe' notitle, \
     data index 2 using 1:2:(strcol(3)) with labels textcolor rgb '#1d2128' notitle, \
     data index 3 using 1:2:3:4 with vectors nohead lw 3 lc rgb '#1d2127' notitle, \
     data index 4 using (-0.5):1:(sprintf('%s · %s', strcol(2), strcol(3))) with labels right offset -0.8,0 textcolor rgb '#5b626c' notitle, \
     data index 5 using (-0.5):1:(strcol(2)) with labels left font ',13' textcolor rgb '#1d2127' notitle
unset output
