// Shows how much of a file is sent. Without this script the form sends itself, and the browser shows its own progress.

const form = document.querySelector("form[data-upload]");

function fail(words) {
  const place = form.querySelector("[data-upload-error]");
  place.hidden = false;
  place.lastElementChild.textContent = words;
  form.querySelector("[data-upload-progress]").hidden = true;
  form.querySelector("button").disabled = false;
}

// What a refusal says stands in the first paragraph of its page.
function wordsOf(request) {
  const page = new DOMParser().parseFromString(request.responseText, "text/html");
  const said = request.status < 500 && page.querySelector("main .lede")?.textContent;
  return said || "That did not work. Reload the page and try again; nothing was stored.";
}

function show(share) {
  const place = form.querySelector("[data-upload-progress]");
  place.hidden = false;
  place.querySelector("progress").value = share;
  place.querySelector("[role=status]").textContent = share < 100 ? `${share}% sent` : "Sent. Checking it…";
}

function send(event) {
  event.preventDefault();
  form.querySelector("[data-upload-error]").hidden = true;
  const [file] = form.elements.package.files;
  if (file.size > Number(form.dataset.upload)) {
    fail(`The file is larger than ${form.dataset.upload / 1000000} MB. Make the films smaller.`);
    return;
  }
  form.querySelector("button").disabled = true;
  const request = new XMLHttpRequest();
  request.upload.addEventListener("progress", (sent) => show(Math.floor((sent.loaded / sent.total) * 100)));
  request.addEventListener("load", () => {
    if (request.status === 200) location.assign(request.responseURL);
    else fail(wordsOf(request));
  });
  request.addEventListener("error", () => fail("The connection broke off. Nothing was stored; try again."));
  request.open("POST", form.action);
  request.send(new FormData(form));
}

form?.addEventListener("submit", send);
