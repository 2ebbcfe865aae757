# Makes the page that swift-argument-parser's generate-manual writes pleasant to read: what is indented in a
# command's help (examples, exit codes) keeps its lines, and empty lines become paragraphs.
#
#   awk -f .ci/tidy-manual.awk faultline.1.in > faultline.1

function close_display() {
    if (in_display) {
        print ".Ed"
        in_display = 0
    }
}

# An indented line begins or continues a display. Without its two blanks: the display has its own indent.
/^  / {
    if (!in_display) print ".Bd -literal -offset indent -compact"
    in_display = 1
    pending = 0
    print substr($0, 3)
    next
}

# An empty line is a paragraph, but only between lines of text.
/^$/ {
    close_display()
    pending = 1
    next
}

{
    close_display()
    if (pending && $0 !~ /^\./) print ".Pp"
    pending = 0
    print
}

END { close_display() }
