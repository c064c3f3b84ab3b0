package dev.atelier.engine.sdcpp;

import dev.atelier.engine.api.EngineException;
import dev.atelier.engine.api.JobContext;
import dev.atelier.engine.host.api.Provisions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Programs that write down what they are told and make the smallest pictures there are. */
final class FakeTools {
    static final String HELP = """
            Usage: sd-cli [options]
              -M, --mode  -m, --model <string>  --diffusion-model <string>  --vae <string>  --llm <string>
              --llm_vision <string>  -p, --prompt  -n, --negative-prompt  -i, --init-img  --mask  -r, --ref-image
              --strength  --cfg-scale  --steps  -W, --width  -H, --height  -o, --output  -s, --seed
              --sampling-method  --flow-shift  --model-args  --offload-to-cpu  --mmap  --max-vram  --diffusion-fa
              --video-frames  --fps  --listen-ip  --listen-port
            """;

    static final byte[] PNG = Base64.getDecoder()
            .decode("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR4nGNoAAAAggCBd81ytgAAAABJRU5ErkJggg==");

    static final byte[] WEBP =
            "RIFF\u0004\u0000\u0000\u0000WEBP".getBytes(java.nio.charset.StandardCharsets.ISO_8859_1);
    static final byte[] WEBM = {0x1a, 0x45, (byte) 0xdf, (byte) 0xa3, 'w', 'e', 'b', 'm'};

    private static final String CLI = """
            #!/bin/sh
            here=$(cd "$(dirname "$0")" && pwd)
            case "$1" in
              --help) cat "$here/help"; exit 0;;
              --version) echo "stable-diffusion.cpp version unknown, commit $(cat "$here/commit")"; exit 0;;
            esac
            for each in "$@"; do printf '%s\\n' "$each"; done > "$here/told"
            env > "$here/environment"
            if [ -f "$here/fail" ]; then
              echo 'starting' >&2
              cat "$here/fail" >&2
              exit 3
            fi
            out=
            while [ $# -gt 0 ]; do
              case "$1" in
                -o) out=$2;;
                --init-img|--mask|-r) cp "$2" "$here/seen$1";;
              esac
              shift
            done
            printf '  |####>   | 700/1016 - 512.00MB/s\\r'
            printf '  |====>   | 1/2 - 17.92it/s\\r  |=======>| 2/2 - 1.20s/it\\033[K\\n'
            if [ -f "$here/slow" ]; then
              echo $$ > "$here/pid"
              touch "$here/at-work"
              exec sleep 60
            fi
            ext=${out##*.}
            stem=${out%.*}
            if [ -f "$here/several" ]; then
              cp "$here/result.$ext" "${stem}_0.$ext"
              cp "$here/result.$ext" "${stem}_1.$ext"
            elif [ ! -f "$here/nothing" ]; then
              cp "$here/result.$ext" "$out"
            fi
            """;

    private FakeTools() {}

    /** An sd-cli in the folder, which is made. */
    static Path cli(Path folder) {
        try {
            Files.createDirectories(folder);
            Files.writeString(folder.resolve("help"), HELP);
            Files.writeString(folder.resolve("commit"), "2f88688");
            Files.write(folder.resolve("result.png"), PNG);
            Files.write(folder.resolve("result.webp"), WEBP);
            Files.write(folder.resolve("result.jpg"), PNG);
            Files.write(folder.resolve("result.bmp"), PNG);
            Files.write(folder.resolve("result.webm"), WEBM);
            return script(folder.resolve("sd-cli"), CLI);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A server beside it, in a Java of its own. */
    static Path server(Path folder) {
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        try {
            return script(folder.resolve("sd-server"), """
                    #!/bin/sh
                    here=$(cd "$(dirname "$0")" && pwd)
                    if [ "$1" = --help ]; then cat "$here/help"; exit 0; fi
                    if [ -f "$here/taken" ]; then rm "$here/taken"; echo 'cannot listen' >&2; exit 1; fi
                    if [ -f "$here/broken" ]; then echo 'cannot load the model' >&2; exit 1; fi
                    exec '%s' -XX:TieredStopAtLevel=1 -XX:-UsePerfData -cp '%s' %s "$here" "$@"
                    """.formatted(
                            java, System.getProperty("java.class.path"), FakeSdServer.class.getName()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Path script(Path file, String text) throws IOException {
        Files.writeString(file, text);
        if (!file.toFile().setExecutable(true)) {
            throw new IOException(file + " cannot be made executable");
        }
        return file;
    }

    /** Puts a program where it was wanted, or fails. */
    static final class FakeProvisions implements Provisions {
        final List<Release> wanted = new ArrayList<>();
        volatile @Nullable String failure;

        @Override
        public boolean present(Release release) {
            try {
                return Files.isRegularFile(release.program())
                        && Files.readString(release.folder().resolve(release.marker()))
                                .equals(release.url());
            } catch (IOException e) {
                return false;
            }
        }

        @Override
        public Path provide(Release release, JobContext context) throws EngineException {
            wanted.add(release);
            if (present(release)) {
                return release.program();
            }
            if (failure != null) {
                throw new EngineException("download_failed", String.valueOf(failure), true);
            }
            cli(release.folder());
            try {
                Files.writeString(release.folder().resolve(release.marker()), release.url());
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            return release.program();
        }
    }
}
