import { isOwnPicture, pictureSize } from '#shared/domain/knowledge/picture.ts';

type Picture = { readonly url: string; readonly alt: string };

/** Pictures of an answer as patients get them: ours alone, never larger than the column. */
export function Pictures({ pictures }: { readonly pictures: readonly Picture[] }) {
  const own = pictures.filter(({ url }) => isOwnPicture(url));
  if (own.length === 0) return null;
  return (
    <div class="pictures">
      {own.map(({ url, alt }) => (
        <a key={url} href={url} target="_blank" rel="noopener noreferrer" title={alt}>
          <img src={url} alt={alt} loading="lazy" decoding="async" {...pictureSize(url)} />
        </a>
      ))}
    </div>
  );
}
