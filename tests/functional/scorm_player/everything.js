// Answers every self-check of a package, rightly or wrongly, and marks every page as read.
(rightly) => {
  const choose = (input) => (input.checked = "right" in input.dataset === rightly);

  const match = (select) => {
    const others = [...select.options].slice(1).filter((option) => option.value !== select.dataset.right);
    select.value = rightly ? select.dataset.right : others[0].value;
  };

  const write = (box, field) => {
    const { expected, least } = box.querySelector(".why[data-right]").dataset;
    field.value = rightly ? expected || least : "999";
  };

  for (const box of document.querySelectorAll("[data-question]")) {
    box.querySelectorAll("input:not(.short)").forEach(choose);
    box.querySelectorAll("select[data-right]").forEach(match);
    box.querySelectorAll("input.short").forEach((field) => write(box, field));
    const list = box.querySelector(".places");
    if (list && rightly) list.append(...[...list.children].sort((one, other) => one.dataset.item - other.dataset.item));
    box.querySelector("button").click();
  }
  for (const button of document.querySelectorAll("[data-next]")) button.click();
}
