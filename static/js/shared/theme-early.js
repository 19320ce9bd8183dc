// A classic script in the head: the chosen theme must be there before the first paint.
(function () {
  try {
    const theme = localStorage.getItem("hype.theme");
    if (theme === "light" || theme === "dark") document.documentElement.dataset.theme = theme;
  } catch {
    // Storage is refused: the system's theme stands.
  }
})();
