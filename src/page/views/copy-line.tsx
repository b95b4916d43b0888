import { useRef, useState } from 'preact/hooks';
import { usePage } from './context.js';

/** A line to take elsewhere. Where the browser gives no clipboard it is marked, so that one key copies it. */
export function CopyLine({ text }: { readonly text: string }) {
  const { words } = usePage();
  const line = useRef<HTMLElement>(null);
  const [outcome, setOutcome] = useState<'none' | 'copied' | 'marked'>('none');
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(text);
      setOutcome('copied');
    } catch {
      if (line.current !== null) getSelection()?.selectAllChildren(line.current);
      setOutcome('marked');
    }
  };
  return (
    <div class="copy-line">
      <code ref={line}>{text}</code>
      <button type="button" aria-label={words.copy(text)} onClick={() => void copy()}>
        {words.copyWord}
      </button>
      <span class="soft" role="status">
        {outcome === 'none' ? '' : words.copyOutcomes[outcome]}
      </span>
    </div>
  );
}
