/** What the build does beyond bundling. */
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { gzipSync } from "node:zlib";

import type { Plugin, Rolldown } from "vite";

/** `file.js.gz` beside every text file, so that the server need not compress the same bytes again and again. */
export function precompress(): Plugin {
  let out = "";
  return {
    name: "precompress",
    apply: "build",
    configResolved: (config) => void (out = resolve(config.root, config.build.outDir)),
    closeBundle() {
      for (const entry of readdirSync(out, { recursive: true, withFileTypes: true })) {
        if (!entry.isFile() || !/\.(js|css|svg|html)$/.test(entry.name)) continue;
        const file = join(entry.parentPath, entry.name);
        writeFileSync(`${file}.gz`, gzipSync(readFileSync(file), { level: 9 }));
      }
    },
  };
}

type Bundle = Record<string, Rolldown.OutputChunk | Rolldown.OutputAsset>;

/** The files of a page: its chunk, what that imports, and their style sheets. */
function filesOf(bundle: Bundle, module: string): string[] {
  const files = new Set<string>();
  const visit = (name: string): void => {
    const chunk = bundle[name];
    if (chunk?.type !== "chunk" || files.has(name)) return;
    files.add(name);
    for (const style of chunk.viteMetadata?.importedCss ?? []) files.add(style);
    chunk.imports.forEach(visit);
  };
  for (const chunk of Object.values(bundle)) {
    if (chunk.type === "chunk" && chunk.facadeModuleId?.endsWith(module)) visit(chunk.fileName);
  }
  return [...files];
}

/**
 * Names, in index.html, of the files that the first page will need besides the entry. public/boot.js fetches those of
 * the sign-in page or of the shell at once, instead of after the entry has run: one round trip less.
 */
export function announce(pages: Readonly<Record<string, readonly string[]>>): Plugin {
  return {
    name: "announce",
    apply: "build",
    transformIndexHtml: {
      order: "post",
      handler(html, { bundle }) {
        const metas = Object.entries(pages).map(([name, modules]) => {
          const files = new Set(modules.flatMap((module) => filesOf((bundle ?? {}) as Bundle, module)));
          const missing = [...files].filter((file) => !html.includes(file)).map((file) => `/${file}`);
          return `<meta name="files-${name}" content="${missing.join(" ")}" />`;
        });
        // After the character set, which must come first, and before boot.js, which reads them.
        return html.replace(/<meta charset="[^"]*" \/>/, (charset) => [charset, ...metas].join("\n    "));
      },
    },
  };
}
