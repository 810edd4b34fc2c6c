/** Where a text went: into a field, nowhere since no field has the focus, or nowhere since the tab is closed to us. */
export type Insertion = 'inserted' | 'no-field' | 'no-access';

/** Puts a text into the field that has the focus in the active tab, as if it were typed; in a frame as well. */
export async function insertIntoPage(text: string): Promise<Insertion> {
  const [tab] = await chrome.tabs.query({ active: true, currentWindow: true });
  if (tab?.id === undefined) return 'no-access';
  const { id: tabId } = tab;
  try {
    // The field may be in a frame. Frames that are closed to us are left out by the browser.
    const found = await chrome.scripting.executeScript({
      target: { tabId, allFrames: true },
      func: insertHere,
      args: [null],
    });
    const frames = found.filter(({ result }) => result === true).map(({ frameId }) => frameId);
    // A page whose focus is in a frame has that frame as its own focused element: the outermost field is the one.
    const frameId = frames.includes(0) ? 0 : frames[0];
    if (frameId === undefined) return 'no-field';
    const [inserted] = await chrome.scripting.executeScript({
      target: { tabId, frameIds: [frameId] },
      func: insertHere,
      args: [text],
    });
    return inserted?.result === true ? 'inserted' : 'no-field';
  } catch {
    return 'no-access';
  }
}

/** Runs in the page's frames; whatever it uses is in it. With null it only says whether a field has the focus. */
function insertHere(text: string | null): boolean {
  let field = document.activeElement;
  while (field?.shadowRoot?.activeElement) field = field.shadowRoot.activeElement;
  if (field instanceof HTMLTextAreaElement || (field instanceof HTMLInputElement && field.type === 'text')) {
    if (field.readOnly || field.disabled) return false;
    if (text === null) return true;
    // The class's own setter: frameworks watch the element's.
    const kind = field instanceof HTMLTextAreaElement ? HTMLTextAreaElement : HTMLInputElement;
    const value = Object.getOwnPropertyDescriptor(kind.prototype, 'value');
    const start = field.selectionStart ?? field.value.length;
    const end = field.selectionEnd ?? field.value.length;
    value?.set?.call(field, field.value.slice(0, start) + text + field.value.slice(end));
    field.dispatchEvent(new InputEvent('input', { bubbles: true, data: text, inputType: 'insertText' }));
    return true;
  }
  if (field instanceof HTMLElement && field.isContentEditable) {
    if (text === null) return true;
    // The only way that editors which keep a model of their own take a text in; kept by all browsers for it.
    // eslint-disable-next-line @typescript-eslint/no-deprecated
    return document.execCommand('insertText', false, text);
  }
  return false;
}
