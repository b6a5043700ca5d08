// Shows how far an export is, then downloads it. Without this script the form asks for the file itself.

const form = document.querySelector("form[data-export]");
const place = form.querySelector("[data-export-progress]");
const error = form.querySelector("[data-export-error]");

function show(share, words) {
  place.hidden = false;
  place.querySelector("progress").value = share;
  place.querySelector("[role=status]").textContent = words;
}

function fail(words) {
  place.hidden = true;
  error.hidden = false;
  error.lastElementChild.textContent = words;
}

function hear(said) {
  if (said.failure) fail(said.failure);
  else if (said.address) {
    show(100, "Ready. The download begins.");
    location.assign(said.address);
  } else {
    const share = Math.floor((said.done / said.total) * 100);
    show(share, `${share}% written`);
  }
}

// The answer is one line of JSON after another.
async function follow(response) {
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
  let rest = "";
  for (let { done, value } = await reader.read(); !done; { done, value } = await reader.read()) {
    const lines = (rest + value).split("\n");
    rest = lines.pop();
    lines.forEach((line) => hear(JSON.parse(line)));
  }
}

async function send(event) {
  event.preventDefault();
  const button = form.querySelector("button");
  button.disabled = true;
  error.hidden = true;
  show(0, "Writing it…");
  try {
    const response = await fetch(`${form.dataset.export}?${new URLSearchParams(new FormData(form))}`, {
      headers: { "X-Requested-With": "fetch" },
    });
    if (response.ok) await follow(response);
    else {
      const { message, advice } = await response.json();
      fail(`${message} ${advice}`);
    }
  } catch {
    fail("The connection broke off. Nothing was lost: try again.");
  }
  button.disabled = false;
}

form.addEventListener("submit", send);
