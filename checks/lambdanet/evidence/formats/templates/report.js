const table = document.getElementById("index");
if (table) {
  const rows = [...table.tBodies[0].rows];
  const field = document.createElement("input");
  field.type = "search";
  field.className = "filter";
  field.placeholder = "Filter the functions";
  field.setAttribute("aria-label", "Filter the functions");
  field.addEventListener("input", () => {
    const wanted = field.value.toLowerCase();
    for (const row of rows) {
      const shown = row.textContent.toLowerCase().includes(wanted);
      row.hidden = !shown;
      const card = document.getElementById(row.querySelector("a").hash.slice(1));
      if (card) card.hidden = !shown;
    }
  });
  table.parentElement.before(field);
  [...table.tHead.rows[0].cells].forEach((cell, column) => {
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = cell.textContent;
    button.title = "Sort";
    cell.replaceChildren(button);
    button.addEventListener("click", () => {
      const down = cell.getAttribute("aria-sort") !== "descending";
      for (const other of table.tHead.rows[0].cells) other.removeAttribute("aria-sort");
      cell.setAttribute("aria-sort", down ? "descending" : "ascending");
      const text = (row) => row.cells[column].textContent;
      rows.sort((a, b) => text(a).localeCompare(text(b), undefined, { numeric: true }) * (down ? -1 : 1));
      table.tBodies[0].append(...rows);
    });
  });
}
