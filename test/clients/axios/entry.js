import axios from 'axios';

const options = new URLSearchParams(location.search);
const api = options.get('api') ?? location.origin;
const isStream = options.get('stream') === '1';
const model = options.get('model') ?? 'site-model';
const answer = document.querySelector('#answer');
const state = document.querySelector('#state');
let controller = new AbortController();

/** The text of the events that have come so far, whole lines only. */
function textOf(events) {
  const lines = events.slice(0, events.lastIndexOf('\n') + 1).split('\n');
  return lines
    .filter((line) => line.startsWith('data: {'))
    .map((line) => JSON.parse(line.slice('data: '.length)).choices[0]?.delta.content ?? '')
    .join('');
}

/** Axios in a page speaks through XMLHttpRequest; a stream is read from its progress events. */
async function ask(question) {
  controller = new AbortController();
  answer.textContent = '';
  state.textContent = 'asking';
  const body = { model, messages: [{ role: 'user', content: question }], stream: isStream };
  try {
    const response = await axios.post(`${api}/v1/chat/completions`, body, {
      adapter: 'xhr',
      signal: controller.signal,
      responseType: isStream ? 'text' : 'json',
      onDownloadProgress: ({ event }) => {
        if (isStream) answer.textContent = textOf(event.target.responseText);
      },
    });
    answer.textContent = isStream ? textOf(response.data) : response.data.choices[0].message.content;
    state.textContent = 'done';
  } catch (error) {
    state.textContent = `failed: ${error.name}: ${error.message}`;
  }
}

document.querySelector('#ask').addEventListener('submit', (event) => {
  event.preventDefault();
  const question = document.querySelector('#question');
  void ask(question.value);
  question.value = '';
});
document.querySelector('#stop').addEventListener('click', () => controller.abort());
