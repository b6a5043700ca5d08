// Frames whatever the address asks for, as an LMS's page does.
const frame = document.createElement("iframe");
frame.id = "sco";
frame.title = "The activity";
frame.style = "position: fixed; inset: 0; width: 100%; height: 100%; border: 0";
frame.src = new URLSearchParams(location.search).get("frame") || "/package/index.html";
document.body.append(frame);
