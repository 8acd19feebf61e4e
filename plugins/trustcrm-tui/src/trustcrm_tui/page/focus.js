// Gives the keys to the screens once they are painted, so that nobody has to click first.
new MutationObserver((changes, watch) => {
  const keys = document.querySelector(".xterm-helper-textarea");
  if (keys && document.body.classList.contains("-first-byte")) {
    keys.focus();
    watch.disconnect();
  }
}).observe(document.body, { attributes: true, attributeFilter: ["class"] });
