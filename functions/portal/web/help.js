// What to do when no code or no mail comes, and other questions.

import { Page } from './parts.js';
import { support, t } from './texts.js';
import { html } from './vendor/preact.js';

const TOPICS = [
  'no-code',
  'no-mail',
  'lost-phone',
  'no-mobile',
  'abroad',
  'locked',
  'wrong-key',
  'proofing',
  'renewal',
  'refund',
  'safety',
];

export const Help = () => html`<${Page} title=${t('help-title')} lead=${t('help-lead')}>
  ${support && html`<p>${t('support-at', { support })}</p>`}
  ${TOPICS.map(
    (topic) => html`<details id="help-${topic}" open=${topic === 'no-code' || topic === 'no-mail'}>
      <summary><h2>${t(`help-${topic}`)}</h2></summary>
      ${t(`help-${topic}-answer`)
        .split('\n')
        .map((paragraph) => html`<p>${paragraph}</p>`)}
    </details>`,
  )}
<//>`;
