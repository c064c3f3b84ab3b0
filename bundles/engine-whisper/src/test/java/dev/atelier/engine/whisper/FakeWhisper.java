package dev.atelier.engine.whisper;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;

/**
 * Speaks as the programs of whisper.cpp do, and writes down what it is told. What it does with a recording is up to the
 * hint: {@code slow}, {@code fails}, and {@code german}, {@code broken} for what it hears.
 */
public final class FakeWhisper {
    static final String WORDS = "and so it goes.";

    private static final String SERVER_HELP = """
            usage: whisper-server [options]
              -h,        --help              [default] show this help message and exit
              -l LANG,   --language LANG     [en     ] spoken language ('auto' for auto-detect)
              -m FNAME,  --model FNAME       [models/ggml-base.en.bin] model path
              --host HOST,                   [127.0.0.1] Hostname/ip-adress for the server
              --port PORT,                   [8080   ] Port number for the server
              --request-path PATH,           [       ] Request path for all requests
              --inference-path PATH,         [/inference] Inference path for all requests
            """;

    private static final String NEWER_HELP = """
              -nlp,      --no-language-probabilities [false  ] exclude language probabilities
            """;

    private static final String CLI = """
            #!/bin/sh
            here=$(cd "$(dirname "$0")" && pwd)
            if [ "$1" = --help ]; then
              echo "usage: whisper-cli [options] file0 file1 ..." >&2
              echo "  -oj, --output-json -ojf, --output-json-full -of FNAME, --output-file FNAME" >&2
              echo "  -m FNAME, --model FNAME -pp, --print-progress -sns, --suppress-nst" >&2
              exit 0
            fi
            for each in "$@"; do printf '%s\\n' "$each"; done >> "$here/cli-told"
            echo $$ >> "$here/cli-pids"
            if [ -f "$here/cli-broken" ]; then echo 'error: failed to initialize whisper context' >&2; exit 3; fi
            if [ -f "$here/cli-changed" ]; then echo 'error: unknown argument: --file' >&2; exit 0; fi
            case "$1" in
              @*) cp "${1#@}" "$here/cli-arguments"; out=$(grep -A1 -x -e --output-file "${1#@}" | tail -n 1);;
            esac
            while [ $# -gt 0 ]; do
              case "$1" in
                --output-file) out=$2;;
                --file) cp "$2" "$here/cli-heard.wav";;
              esac
              shift
            done
            echo 'whisper_print_progress_callback: progress =  50%' >&2
            if [ -f "$here/cli-slow" ]; then touch "$here/cli-at-work"; exec sleep 60; fi
            cp "$here/cli-answer.json" "$out.json"
            """;

    private final Path folder;
    private final String root;

    private FakeWhisper(Path folder, String root) {
        this.folder = folder;
        this.root = root;
    }

    /** A whisper-server in the folder, in a Java of its own. */
    static Path server(Path folder) {
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        note(folder, "help", SERVER_HELP + NEWER_HELP);
        return script(folder, "whisper-server", """
                #!/bin/sh
                here=$(cd "$(dirname "$0")" && pwd)
                if [ "$1" = --help ]; then echo asked >> "$here/helped"; cat "$here/help" >&2; exit 0; fi
                if [ -f "$here/broken" ]; then echo 'error: failed to initialize whisper context' >&2; exit 3; fi
                exec '%s' -XX:TieredStopAtLevel=1 -XX:-UsePerfData -cp '%s' %s "$here" "$@"
                """.formatted(
                        java, System.getProperty("java.class.path"), FakeWhisper.class.getName()));
    }

    /** One that cannot be asked how it is, and has fewer options. */
    static Path olderServer(Path folder) {
        Path program = server(folder);
        try {
            Files.writeString(folder.resolve("help"), SERVER_HELP);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return program;
    }

    /** A whisper-cli in the folder, which hears the same in everything. */
    static Path cli(Path folder) {
        note(folder, "cli-answer.json", CLI_ANSWER);
        return script(folder, "whisper-cli", CLI);
    }

    private static Path script(Path folder, String name, String text) {
        note(folder, name, text);
        Path file = folder.resolve(name);
        if (!file.toFile().setExecutable(true)) {
            throw new IllegalStateException(file + " cannot be made executable");
        }
        return file;
    }

    private static synchronized void note(Path folder, String file, String text) {
        try {
            Files.createDirectories(folder);
            Files.writeString(folder.resolve(file), text, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** @param args the folder to write things down in, and what the real one is started with */
    public static void main(String[] args) throws IOException {
        List<String> told = List.of(args).subList(1, args.length);
        FakeWhisper fake = new FakeWhisper(Path.of(args[0]), told.get(told.indexOf("--request-path") + 1));
        note(fake.folder, "told", String.join(" ", told) + "\n");
        note(fake.folder, "pids", ProcessHandle.current().pid() + "\n");
        int port = Integer.parseInt(told.get(told.indexOf("--port") + 1));
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
        server.setExecutor(Executors.newCachedThreadPool());
        server.createContext("/", fake::answer);
        server.start();
    }

    private void answer(HttpExchange exchange) throws IOException {
        byte[] body = exchange.getRequestBody().readAllBytes();
        String path = exchange.getRequestURI().getPath();
        boolean newer = Files.readString(folder.resolve("help")).contains("--no-language-probabilities");
        if (path.equals(root + "/health") && newer) {
            reply(exchange, 200, "{\"status\":\"ok\"}");
        } else if (path.equals(root + "/")) {
            reply(exchange, 200, "<html>Whisper.cpp Server</html>");
        } else if (path.equals(root + "/inference")) {
            infer(exchange, fields(exchange.getRequestHeaders().getFirst("Content-Type"), body));
        } else {
            reply(exchange, 404, "File Not Found (" + path + ")");
        }
    }

    /** The fields of a form; a file has a character for each of its bytes. */
    private static Map<String, String> fields(String type, byte[] body) {
        Map<String, String> fields = new LinkedHashMap<>();
        String boundary = "--" + type.substring(type.indexOf("boundary=") + "boundary=".length());
        for (String part : new String(body, ISO_8859_1).split(boundary, -1)) {
            int name = part.indexOf("name=\"");
            int content = part.indexOf("\r\n\r\n");
            if (name >= 0 && content >= 0) {
                String value = part.substring(content + 4, part.length() - 2);
                String key = part.substring(name + 6, part.indexOf('"', name + 6));
                fields.put(key, key.equals("file") ? value : new String(value.getBytes(ISO_8859_1), UTF_8));
            }
        }
        return fields;
    }

    private void infer(HttpExchange exchange, Map<String, String> form) throws IOException {
        String hint = form.getOrDefault("prompt", "");
        String file = form.getOrDefault("file", "");
        form.put("file", file.substring(0, Math.min(4, file.length())) + " " + file.length());
        note(folder, "requests", form + "\n");
        switch (hint) {
            case "fails" -> reply(exchange, 500, "{\"error\":\"failed to process audio\"}");
            case "slow" -> {
                note(folder, "at-work", "x");
                untilKilled();
            }
            case "german" -> reply(exchange, 200, GERMAN);
            case "broken" -> reply(exchange, 200, BROKEN);
            default -> reply(exchange, 200, ANSWER);
        }
    }

    private static void untilKilled() {
        try {
            new CountDownLatch(1).await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void reply(HttpExchange exchange, int status, String text) throws IOException {
        byte[] bytes = text.getBytes(UTF_8);
        exchange.sendResponseHeaders(status, bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }

    private static final String ANSWER = """
            {"task":"transcribe","language":"english","duration":2.0,"text":" and so it goes.\\n","segments":[
             {"id":0,"text":" and so it goes.","start":0.0,"end":1.8,"tokens":[290,523,340,2925,13],"words":[
              {"word":" and","start":0.1,"end":0.3,"t_dtw":-1,"probability":0.9},
              {"word":" so","start":0.3,"end":0.5,"t_dtw":-1,"probability":0.9},
              {"word":" it","start":0.6,"end":0.7,"t_dtw":-1,"probability":0.9},
              {"word":" go","start":0.7,"end":0.9,"t_dtw":-1,"probability":0.9},
              {"word":"es","start":0.9,"end":1.2,"t_dtw":-1,"probability":0.9},
              {"word":".","start":1.2,"end":1.3,"t_dtw":-1,"probability":0.9}],
              "temperature":0.0,"avg_logprob":-0.1,"no_speech_prob":0.01}]}
            """;

    private static final String GERMAN = """
            {"task":"transcribe","language":"german","duration":2.0,"text":" ja\\n","segments":[
             {"id":0,"text":" ja","start":0.0,"end":0.5,"tokens":[1],"words":[
              {"word":" ja","start":-0.01,"end":-0.01,"probability":0.9}]}]}
            """;

    /** As older ones tell characters whose bytes are in two tokens. */
    private static final String BROKEN = """
            {"task":"transcribe","language":"english","duration":2.0,"text":" gr\u00fc\u00df dich\\n","segments":[
             {"id":0,"text":" gr\u00fc\u00df dich","start":0.0,"end":1.0,"tokens":[1,2,3,4],"words":[
              {"word":" gr","start":0.0,"end":0.1},
              {"word":"\ufffd","start":0.1,"end":0.2},
              {"word":"\ufffd\ufffd","start":0.2,"end":0.3},
              {"word":" dich","start":0.4,"end":0.9}]}]}
            """;

    private static final String CLI_ANSWER = """
            {"systeminfo":"AVX = 1","model":{"type":"base","multilingual":false,"vocab":51864},
             "params":{"model":"m","language":"auto","translate":false},
             "result":{"language":"de"},
             "transcription":[
              {"timestamps":{"from":"00:00:00,000","to":"00:00:01,800"},"offsets":{"from":0,"to":1800},
               "text":" and so it goes.","tokens":[
                {"text":"[_BEG_]","offsets":{"from":0,"to":0},"id":50363,"p":0.9,"t_dtw":-1},
                {"text":" and","offsets":{"from":100,"to":300},"id":290,"p":0.9,"t_dtw":-1},
                {"text":" so","offsets":{"from":300,"to":500},"id":523,"p":0.9,"t_dtw":-1},
                {"text":" it","id":340,"p":0.9,"t_dtw":-1},
                {"text":" goes","offsets":{"from":700,"to":1200},"id":2925,"p":0.9,"t_dtw":-1},
                {"text":".","offsets":{"from":1200,"to":1300},"id":13,"p":0.9,"t_dtw":-1},
                {"text":"[_TT_90]","offsets":{"from":1800,"to":1800},"id":50453,"p":0.1,"t_dtw":-1}]}]}
            """;
}
