import { CORNER } from './beneath-answer';

/**
 * The chip's looks: out of the page's flow, so that it moves nothing there, and safe from the page's own rules. The
 * host's rule comes first.
 */
export const chipStyle = `
:host {
  all: initial !important;
  position: fixed !important;
  inset: ${CORNER} !important;
  z-index: 2147483647 !important;
  color-scheme: light dark;
}
section {
  box-sizing: border-box;
  display: flex;
  flex-wrap: wrap;
  align-items: center;
  gap: 8px;
  max-width: min(420px, calc(100vw - 32px));
  padding: 10px 40px 10px 14px;
  position: relative;
  border: 1px solid #c9ced6;
  border-radius: 10px;
  background: #ffffff;
  color: #1b1f24;
  box-shadow: 0 4px 16px rgb(0 0 0 / 18%);
  font: 13px/1.4 system-ui, sans-serif;
}
p {
  margin: 0;
}
div {
  display: flex;
  flex-wrap: wrap;
  gap: 6px;
}
p {
  flex-basis: 100%;
}
details {
  flex-basis: 100%;
}
summary {
  cursor: pointer;
}
ul {
  max-height: 30vh;
  margin: 4px 0 0;
  padding-left: 20px;
  overflow: auto;
  overflow-wrap: anywhere;
}
.answer {
  display: block;
  flex-basis: 100%;
  max-height: 40vh;
  overflow: auto;
  white-space: pre-wrap;
  overflow-wrap: anywhere;
}
button {
  padding: 4px 8px;
  border: 1px solid #8a929e;
  border-radius: 6px;
  background: transparent;
  color: inherit;
  font: inherit;
  cursor: pointer;
}
button:hover {
  background: rgb(127 127 127 / 16%);
}
button:focus-visible,
summary:focus-visible {
  outline: 2px solid #0b63ce;
  outline-offset: 2px;
}
.dismiss {
  position: absolute;
  top: 8px;
  right: 8px;
  width: 26px;
  height: 26px;
  padding: 0;
  border-color: transparent;
}
@media (prefers-color-scheme: dark) {
  section {
    border-color: #454c57;
    background: #22262c;
    color: #e8eaed;
  }
  button:focus-visible,
  summary:focus-visible {
    outline-color: #7ab4ff;
  }
}
@media (prefers-reduced-motion: no-preference) {
  section {
    animation: appear 160ms ease-out;
  }
  @keyframes appear {
    from {
      opacity: 0;
      transform: translateY(6px);
    }
  }
}
`;
