// Sends the one form of the page by itself; without this script its button does the same.
document.querySelector("form[data-send]").submit();
