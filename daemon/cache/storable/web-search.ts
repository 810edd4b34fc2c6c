import type { ChatRequest } from '../../chat/chat-request.ts';

/** Whether a request asks its provider to look something up, on the web or in documents of its own. */
export function asksForSearch({ body, model }: ChatRequest): boolean {
  if (SEARCH_FIELDS.some((field) => isSet(body[field]))) return true;
  if (SEARCHING_MODEL.test(model)) return true;
  return Array.isArray(body.tools) && body.tools.some((tool: unknown) => SEARCH_TOOL.test(typeOf(tool)));
}

/** OpenAI, xAI, Qwen, OpenRouter, Azure ("on your data"), Cohere, Anthropic's containers and others. */
const SEARCH_FIELDS = [
  'web_search_options',
  'web_search',
  'search_parameters',
  'enable_search',
  'plugins',
  'data_sources',
  'dataSources',
  'documents',
  'connectors',
  'file_ids',
  'search_domain_filter',
];

/** Models that always search: OpenAI's previews, Perplexity's, and OpenRouter's suffix. */
const SEARCHING_MODEL = /:online$|search-preview|search-api|\bsonar\b|deep-research/i;

const SEARCH_TOOL =
  /^(?:web_?search|web_?fetch|browser|google_search|file_search|code_interpreter|code_execution|computer|mcp|url_context|retrieval)/;

function isSet(value: unknown): boolean {
  if (value === undefined || value === null || value === false) return false;
  return !Array.isArray(value) || value.length > 0;
}

/** Provider-run tools are named by their type; Gemini names them by their only key. */
function typeOf(tool: unknown): string {
  if (typeof tool !== 'object' || tool === null) return '';
  if ('type' in tool && typeof tool.type === 'string' && tool.type !== 'function') return tool.type;
  return 'type' in tool ? '' : (Object.keys(tool)[0] ?? '');
}
