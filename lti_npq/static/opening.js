// Opens a preview in a tab of its own. The form is sent from here, where the browser shows who asks: a tab of its own
// would not. Without this script, or where no tab may be opened, the preview takes the place of the page.

const form = document.querySelector("form[data-opens]");

async function open(event) {
  const tab = window.open("", "_blank");
  if (!tab) return;
  event.preventDefault();
  tab.opener = null;
  const headers = { "X-Requested-With": "fetch" };
  const answer = await fetch(form.action, { method: "POST", body: new FormData(form), headers });
  if (answer.ok) {
    tab.location = (await answer.json()).address;
  } else {
    tab.close();
    form.submit(); // the page that says why takes the place of this one
  }
}

form?.addEventListener("submit", open);
