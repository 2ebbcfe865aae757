/// What little the page does: tables sort, and a print shows what is folded away.
enum PageScript {
    static let text = """
        document.querySelectorAll("table.sortable th button").forEach(function (button) {
          button.addEventListener("click", function () {
            var th = button.closest("th"), table = th.closest("table"), body = table.tBodies[0];
            var column = Array.prototype.indexOf.call(th.parentNode.children, th);
            var first = th.classList.contains("n") ? "descending" : "ascending";
            var other = first === "ascending" ? "descending" : "ascending";
            var order = th.getAttribute("aria-sort") === first ? other : first;
            table.querySelectorAll("th").forEach(function (one) { one.setAttribute("aria-sort", "none"); });
            th.setAttribute("aria-sort", order);
            var sign = order === "ascending" ? 1 : -1;
            Array.from(body.rows).map(function (row, place) {
              var cell = row.cells[column], number = cell.getAttribute("data-v");
              return {row: row, place: place, text: cell.textContent,
                      number: number === null ? NaN : parseFloat(number)};
            }).sort(function (a, b) {
              if (th.classList.contains("n")) {
                var noA = isNaN(a.number), noB = isNaN(b.number);
                if (noA || noB) return noA - noB || a.place - b.place;
                return sign * (a.number - b.number) || a.place - b.place;
              }
              return sign * a.text.localeCompare(b.text, undefined, {numeric: true}) || a.place - b.place;
            }).forEach(function (one) { body.appendChild(one.row); });
          });
        });
        addEventListener("beforeprint", function () {
          document.querySelectorAll("details:not([open])").forEach(function (one) {
            one.open = true; one.setAttribute("data-folded", "");
          });
        });
        addEventListener("afterprint", function () {
          document.querySelectorAll("details[data-folded]").forEach(function (one) {
            one.open = false; one.removeAttribute("data-folded");
          });
        });
        """
}
