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
      if (card) card.closest("article").hidden = !shown;
    }
  });
  table.parentElement.before(field);
  table.dataset.sorts = "";
  [...table.tHead.rows[0].cells].forEach((cell, column) => {
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = cell.textContent;
    button.title = "Sort";
    cell.replaceChildren(button);
    // Chromium repeats a table's head on each printed page only where nothing in it can be pressed.
    addEventListener("beforeprint", () => cell.replaceChildren(button.textContent));
    addEventListener("afterprint", () => cell.replaceChildren(button));
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
// A browser that does not open what a link leads into, or prints what is closed as closed.
const reveal = () => {
  const target = document.getElementById(location.hash.slice(1));
  for (let each = target; each; each = each.parentElement) if (each.tagName === "DETAILS") each.open = true;
  target?.scrollIntoView();
};
addEventListener("hashchange", reveal);
if (location.hash) reveal();
addEventListener("beforeprint", () => {
  for (const each of document.querySelectorAll("details")) each.open = true;
});
