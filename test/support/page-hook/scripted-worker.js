/**
 * The background of the extension that tests the page hook: real ports, no daemon. Rules come from `self.rules`; what is
 * said to a request stands in its own body: `{ replies: [message without id, or { pauseMs }] }`. Keeps what pages sent.
 */
self.rules = [{ method: 'POST', path: '/api/chat*' }];
/** Set by a test to hold the rules back. */
self.rulesAfterMs = 0;
self.log = [];
self.ports = new Set();

chrome.runtime.onConnect.addListener((port) => {
  self.ports.add(port);
  port.onDisconnect.addListener(() => self.ports.delete(port));
  const sendRules = () => port.postMessage({ type: 'rules', rules: self.rules });
  if (self.rulesAfterMs > 0) setTimeout(sendRules, self.rulesAfterMs);
  else sendRules();
  port.onMessage.addListener((message) => {
    self.log.push({ ...message, url: port.sender.url, at: Date.now() });
    if (message.type === 'chat-request') void reply(port, message);
  });
});

async function reply(port, { id, request }) {
  let { replies } = JSON.parse(request.body);
  replies ??= [{ type: 'verdict', verdict: { kind: 'pass', observe: false, reason: 'test' } }];
  for (const { pauseMs, disconnect, ...message } of replies) {
    if (pauseMs) await new Promise((resolve) => setTimeout(resolve, pauseMs));
    if (disconnect) {
      self.ports.delete(port);
      port.disconnect();
    } else if (message.type) port.postMessage({ id, ...message });
  }
}
