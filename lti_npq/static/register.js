// Gives the window back to the LMS that opened it. Source: LTI Dynamic Registration 1.0, 3.7.

const place = document.getElementById("close");
const lms = window.opener ?? (window.parent === window ? null : window.parent);

if (place && lms) {
  place.hidden = false;
  place.firstElementChild.addEventListener("click", () => {
    lms.postMessage({ subject: "org.imsglobal.lti.close" }, "*");
  });
}
