"use strict";

// The page of requests loads again every two seconds, until the reader pauses it, is
// busy with it, or looks at another tab. All other pages work without this script.
const pause = document.getElementById("pause");
if (pause) {
  const key = "losant-mock-paused";
  const show = () => {
    const paused = sessionStorage.getItem(key) === "yes";
    pause.setAttribute("aria-pressed", String(paused));
    pause.hidden = false;
  };
  const isBusy = () => {
    const focused = document.activeElement;
    return sessionStorage.getItem(key) === "yes" || document.hidden || !getSelection().isCollapsed ||
      (focused && focused !== document.body && focused.id !== "main" && focused.id !== "notice");
  };
  pause.addEventListener("click", () => {
    sessionStorage.setItem(key, sessionStorage.getItem(key) === "yes" ? "no" : "yes");
    show();
  });
  setInterval(() => {
    if (!isBusy()) location.replace(location.pathname);
  }, Number(pause.dataset.reload));
  show();
}

// The form that changes a limit begins with the current value.
const limit = document.getElementById("limit");
if (limit) {
  const value = document.getElementById("value");
  const fill = () => { value.value = limit.selectedOptions[0].dataset.value; };
  limit.addEventListener("change", fill);
  fill();
}

// A notice gets the focus, so that a screen reader reads it first.
const notice = document.getElementById("notice");
if (notice) notice.focus();
