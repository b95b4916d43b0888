/** An element of a well-formed text, with the elements and the text in it. */
export interface XmlElement {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: readonly XmlElement[];
  /** Of its own, without that of its children. */
  readonly text: string;
}

interface OpenElement extends XmlElement {
  readonly children: XmlElement[];
  text: string;
}

const entities: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };
const token = /<([a-zA-Z]+)((?:\s+[\w:-]+="[^"<]*")*)\s*(\/?)>|<\/([a-zA-Z]+)>|([^<]+)/y;
/** What XML 1.0 has no place for, in any form. */
const forbidden = /[^\t\n\r\u{20}-\u{D7FF}\u{E000}-\u{FFFD}\u{10000}-\u{10FFFF}]/u;

/** Reads the little of XML that our pictures use, strictly: anything else throws. */
export function readXml(text: string): XmlElement {
  if (forbidden.test(text)) throw new Error('a sign that XML does not have');
  const top: OpenElement = { name: '', attributes: {}, children: [], text: '' };
  const open = [top];
  token.lastIndex = 0;
  while (token.lastIndex < text.length) {
    const at = token.lastIndex;
    const match = token.exec(text);
    if (match === null) throw new Error(`not well formed at ${text.slice(at, at + 60)}`);
    take(match, open);
  }
  const [root, ...others] = top.children;
  if (root === undefined || others.length > 0 || open.length > 1 || top.text.trim() !== '')
    throw new Error('not one root');
  return root;
}

function take([, begins, attributes = '', isEmpty, ends, plain]: RegExpExecArray, open: OpenElement[]): void {
  const parent = open.at(-1);
  if (parent === undefined) throw new Error('more ends than beginnings');
  if (plain !== undefined) parent.text += decoded(plain);
  else if (ends !== undefined) {
    if (open.pop()?.name !== ends) throw new Error(`</${ends}> ends another`);
  } else {
    const element: OpenElement = { name: begins ?? '', attributes: attributesOf(attributes), children: [], text: '' };
    parent.children.push(element);
    if (isEmpty === '') open.push(element);
  }
}

function attributesOf(text: string): Readonly<Record<string, string>> {
  const pairs = [...text.matchAll(/([\w:-]+)="([^"]*)"/g)].map(([, name = '', value = '']) => [name, decoded(value)]);
  if (new Set(pairs.map(([name]) => name)).size < pairs.length) throw new Error(`an attribute twice: ${text}`);
  return Object.fromEntries(pairs);
}

const decoded = (text: string): string =>
  text.replace(/&(\w*;?)/g, (_, name: string) => {
    const sign = entities[name.slice(0, -1)];
    if (sign === undefined || !name.endsWith(';')) throw new Error(`&${name}`);
    return sign;
  });

/** The element and all below it, in the order of the text. */
export const elementsIn = (element: XmlElement): readonly XmlElement[] => [
  element,
  ...element.children.flatMap(elementsIn),
];
