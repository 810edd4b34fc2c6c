import { useChat } from '@ai-sdk/react';
import { DefaultChatTransport } from 'ai';
import { createElement as element, useState } from 'react';
import { createRoot } from 'react-dom/client';

const options = new URLSearchParams(location.search);
const transport = new DefaultChatTransport({ api: `${options.get('api') ?? location.origin}/api/chat` });

const textOf = ({ parts }) => parts.map((part) => (part.type === 'text' ? part.text : '')).join('');

function Chat() {
  const [input, setInput] = useState('');
  const { messages, sendMessage, stop, regenerate, status, error } = useChat({ transport });
  const submit = (event) => {
    event.preventDefault();
    void sendMessage({ text: input });
    setInput('');
  };
  const change = (event) => setInput(event.target.value);
  return element(
    'main',
    null,
    messages.map((message) => element('p', { key: message.id, className: message.role }, textOf(message))),
    element(
      'form',
      { onSubmit: submit },
      element('input', { id: 'question', value: input, onChange: change }),
    ),
    element('button', { id: 'stop', onClick: () => void stop() }, 'Stop'),
    element('button', { id: 'regenerate', onClick: () => void regenerate() }, 'Regenerate'),
    element('p', { id: 'state' }, error ? `failed: ${error.message}` : status),
  );
}

createRoot(document.querySelector('#root')).render(element(Chat));
