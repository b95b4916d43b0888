/** Where in the page somebody is: a hash, so that no path of the server is asked for. */
export type PageRoute =
  | { readonly screen: 'chairs' }
  | { readonly screen: 'chair' | 'studio'; readonly id: string }
  | { readonly screen: 'people' }
  | { readonly screen: 'history' }
  | { readonly screen: 'setup' }
  | { readonly screen: 'about' };

const plainScreens = ['people', 'history', 'setup', 'about'] as const;

export function routeOf(hash: string): PageRoute {
  const [screen, id] = hash.replace(/^#?\/?/, '').split('/');
  if ((screen === 'chair' || screen === 'studio') && id !== undefined && id !== '') return { screen, id: decoded(id) };
  const known = plainScreens.find((each) => each === screen);
  return { screen: known ?? 'chairs' };
}

const decoded = (text: string): string => {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
};

export const hashFor = (route: PageRoute): string =>
  'id' in route
    ? `#/${route.screen}/${encodeURIComponent(route.id)}`
    : `#/${route.screen === 'chairs' ? '' : route.screen}`;

/** The one-time code in the address of a link; null without one. */
export const codeIn = (hash: string): string | null => /^#code=([\w-]{8,200})$/.exec(hash)?.[1] ?? null;
