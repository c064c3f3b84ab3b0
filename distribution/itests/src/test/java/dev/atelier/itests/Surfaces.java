package dev.atelier.itests;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.URLConnection;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Everything a running program tells anybody who may ask. */
final class Surfaces {
    private static final Pattern GET = Pattern.compile("\\bget\\(\\s*\"(/[^\"]*)\"");
    private static final List<String> PAGES = List.of(
            "",
            "/make",
            "/jobs",
            "/engines",
            "/models",
            "/worker",
            "/logs",
            "/settings",
            "/bundles",
            "/bundles.json",
            "/components",
            "/components.json",
            "/configMgr",
            "/services",
            "/services.json",
            "/events.json",
            "/licenses",
            "/vmstat",
            "/status",
            "/status-Configurations",
            "/status-System%20Properties",
            "/status-Threads",
            "/logs.json");
    private static final List<String> READS = List.of(
            "status",
            "config",
            "config show --origin",
            "models list",
            "jobs list",
            "engines list",
            "engines info synthetic",
            "engines available",
            "engines operations",
            "logs -n 1000",
            "version",
            "doctor");

    private final Atelier atelier;
    private final Leaks leaks;

    Surfaces(Atelier atelier, Leaks leaks) {
        this.atelier = atelier;
        this.leaks = leaks;
    }

    /** Paths of all GET routes there are in the source, so that none is forgotten. */
    static Set<String> routes() throws IOException {
        Set<String> routes = new LinkedHashSet<>();
        try (Stream<Path> sources = Files.walk(Path.of(System.getProperty("bundles.root")))) {
            for (Path source : sources.filter(file -> file.toString().endsWith(".java"))
                    .filter(file -> file.toString().replace('\\', '/').contains("/src/main/java/"))
                    .toList()) {
                var matcher = GET.matcher(Files.readString(source));
                while (matcher.find()) {
                    routes.add(matcher.group(1));
                }
            }
        }
        routes.remove("/events"); // never ends; read on its own
        return routes;
    }

    /** @return how many answered with 200 */
    int localApi() throws Exception {
        int answered = 0;
        for (String path : paths()) {
            HttpResponse<byte[]> answer = atelier.call("GET", path, null);
            answered += answer.statusCode() == 200 ? 1 : 0;
            leaks.search("GET " + path, told(answer));
        }
        leaks.search("GET /events", events());
        return answered;
    }

    void withoutLogin() throws Exception {
        for (String path : List.of("/healthz", "/readyz", "/metrics", "/login", "/system/console")) {
            HttpResponse<String> answer = atelier.open(atelier.origin() + path);
            leaks.search(path, answer.headers().map() + answer.body());
        }
    }

    /** @return how many answered with 200 */
    int console(HttpClient browser) throws Exception {
        int answered = 0;
        for (String page : Stream.concat(
                        PAGES.stream(),
                        Stream.concat(paths().stream(), Stream.of("/session")).map("/api"::concat))
                .toList()) {
            HttpResponse<byte[]> answer = browser.send(
                    HttpRequest.newBuilder(URI.create(atelier.console() + page))
                            .timeout(Duration.ofSeconds(30))
                            .build(),
                    HttpResponse.BodyHandlers.ofByteArray());
            answered += answer.statusCode() == 200 ? 1 : 0;
            leaks.search("console " + page, told(answer));
        }
        return answered;
    }

    void commands() throws Exception {
        for (String line : READS) {
            for (String form : List.of("", " --json")) {
                Atelier.Cli done = atelier.cli((line + form).split(" ", -1));
                leaks.search("atelier " + line + form, done.out() + done.err());
            }
        }
    }

    /** What the virtual machine and the system tell of the process; its memory is another matter. */
    void process() throws Exception {
        Path jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd");
        for (String command : List.of("Thread.print", "VM.system_properties", "VM.command_line", "VM.info")) {
            Process asked = new ProcessBuilder(jcmd.toString(), String.valueOf(atelier.pid()), command)
                    .redirectErrorStream(true)
                    .start();
            String said = new String(asked.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (asked.waitFor() != 0) {
                throw new AssertionError(command + ": " + said);
            }
            leaks.search("jcmd " + command, said);
        }
        for (String file : List.of("cmdline", "environ")) {
            Path path = Path.of("/proc", String.valueOf(atelier.pid()), file);
            if (Files.isReadable(path)) {
                leaks.search("/proc " + file, new String(Files.readAllBytes(path), StandardCharsets.ISO_8859_1));
            }
        }
    }

    private static String told(HttpResponse<byte[]> answer) {
        return answer.headers().map() + new String(answer.body(), StandardCharsets.ISO_8859_1);
    }

    private Set<String> paths() throws Exception {
        Set<String> paths = new LinkedHashSet<>();
        for (String route : routes()) {
            for (String id : ids(route)) {
                paths.add(route.replaceAll("\\{[^}]*}", id));
            }
        }
        paths.add("/daemon/logs?after=0");
        paths.add("/engines/available?refresh=true");
        return paths;
    }

    private Set<String> ids(String route) throws Exception {
        Map<String, String> lists = Map.of("/jobs/{", "/jobs/all", "/engines/{", "/engines", "/models/{", "/models");
        Set<String> ids = new LinkedHashSet<>();
        for (Map.Entry<String, String> list : lists.entrySet()) {
            if (route.startsWith(list.getKey())) {
                atelier.get(list.getValue())
                        .forEach(row ->
                                ids.add(row.path("jobId").asText(row.path("id").asText())));
            }
        }
        return ids.isEmpty() ? Set.of("none") : ids;
    }

    /** What is told again to one who missed it. */
    private String events() throws IOException {
        URLConnection connection =
                URI.create(atelier.localApi() + "/events").toURL().openConnection();
        connection.setRequestProperty("Authorization", "Bearer " + atelier.token());
        connection.setRequestProperty("Last-Event-ID", "0");
        connection.setReadTimeout(1_000);
        StringBuilder said = new StringBuilder();
        try (BufferedReader lines =
                new BufferedReader(new InputStreamReader(connection.getInputStream(), StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                said.append(line).append('\n');
            }
        } catch (SocketTimeoutException e) {
            // no more for now
        }
        return said.toString();
    }
}
