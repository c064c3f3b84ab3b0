package dev.atelier.launcher.cli;

import dev.atelier.launcher.cli.io.Failure;
import dev.atelier.launcher.cli.io.Fields;
import dev.atelier.launcher.cli.io.LocalApi;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The doctor's look at the process: whether it runs, its ports, its engines, its studio. */
final class ProcessChecks {
    private static final int STUDIO_MS = 2_000;

    private final Context context;
    private final @Nullable LocalApi api;

    ProcessChecks(Context context, @Nullable LocalApi api) {
        this.context = context;
        this.api = api;
    }

    void addTo(List<Finding> findings) {
        if (api == null) {
            findings.add(Finding.ok("process", "not running"));
            findings.add(port("HTTP port", "http.port", "4780", true));
            findings.add(port("local API port", "local_api_port", "4787", false));
        } else {
            Fields all = api.endpoints().all();
            findings.add(Finding.ok("process", "running, pid " + api.endpoints().pid()));
            findings.add(
                    Finding.ok("HTTP port", "ours: " + all.object("console").text("url", "no console")));
            findings.add(Finding.ok("local API port", "ours: " + api.endpoints().url()));
            engines(api, findings);
        }
        findings.add(studio());
    }

    /** @param fixed whether the start fails when the port is taken; the local API takes the next free one */
    private Finding port(String subject, String setting, String otherwise, boolean fixed) {
        String value = setting(setting);
        int port;
        try {
            port = Integer.parseInt(value.isEmpty() ? otherwise : value);
        } catch (NumberFormatException e) {
            return Finding.fail(subject, "`" + value + "` is no port", "`atelier config unset " + setting + "`");
        }
        if (port == 0) {
            return Finding.ok(subject, "any free one");
        }
        try (ServerSocket socket = new ServerSocket()) {
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 1);
            return Finding.ok(subject, port + " is free");
        } catch (IOException | IllegalArgumentException e) {
            String remedy = "stop what uses it, or `atelier config set " + setting + " N`";
            return fixed
                    ? Finding.fail(subject, port + " is taken by another program", remedy)
                    : Finding.warn(subject, port + " is taken by another program; another will be used", remedy);
        }
    }

    private String setting(String name) {
        try {
            return OfflineSettings.of(context).value(name);
        } catch (Failure e) {
            return ""; // said by the command that changes settings; the default serves here
        }
    }

    private static void engines(LocalApi api, List<Finding> findings) {
        try {
            int fine = 0;
            for (Fields engine : Fields.listOf(api.read("/engines", "cannot list the engines"))) {
                String name = "engine " + engine.text("id");
                if (engine.yes("current") && !engine.text("state").equals("failed")) {
                    parts(api, engine.text("id"), findings);
                }
                String state = engine.text("state");
                if (state.equals("unavailable") || state.equals("failed")) {
                    findings.add(Finding.warn(
                            name,
                            state + ": " + engine.text("reason", engine.text("lastError", "no reason given")),
                            engine.text("remedy", "see `atelier engines info " + engine.text("id") + "`")));
                } else if (engine.yes("current")) {
                    fine++;
                }
            }
            findings.add(
                    fine > 0
                            ? Finding.ok("engines", fine + " serving")
                            : Finding.warn("engines", "none is serving", "`atelier engines available` shows some"));
        } catch (Failure e) {
            findings.add(Finding.warn("engines", e.getMessage(), "see `atelier logs`"));
        }
    }

    /** What one command would add to an engine, and what of it is broken. */
    private static void parts(LocalApi api, String engine, List<Finding> findings) {
        List<Fields> parts;
        try {
            parts = Fields.listOf(
                    api.read("/engines/" + LocalApi.segment(engine) + "/parts", "cannot list the parts of " + engine));
        } catch (Failure e) {
            findings.add(Finding.warn("engine " + engine, e.getMessage(), "see `atelier logs`"));
            return;
        }
        for (Fields part : parts) {
            String state = part.text("state");
            String name = "engine " + engine + ", " + part.text("id");
            String note = part.has("note") ? ": " + part.text("note") : "";
            String remedy =
                    part.yes("addable") ? "`atelier engines add-part " + engine + " " + part.text("id") + "`" : "";
            if (state.equals("broken")) {
                findings.add(Finding.warn(name, "does not work" + note, remedy));
            } else if (state.equals("missing")) {
                String what = part.yes("addable") ? "could be added" : "is not here";
                findings.add(new Finding(Finding.State.OK, name, what + note, remedy));
            }
        }
    }

    private Finding studio() {
        String url = "";
        try {
            url = api == null
                    ? setting("api_base_url")
                    : Fields.of(api.read("/daemon/status", "no status"))
                            .object("config")
                            .text("apiBaseUrl");
            if (url.isEmpty()) {
                return Finding.ok(
                        "studio",
                        "none; this host serves locally (`atelier register --api-base-url URL` connects one)");
            }
            URI uri = URI.create(url);
            int port = uri.getPort() >= 0 ? uri.getPort() : "https".equals(uri.getScheme()) ? 443 : 80;
            try (Socket socket = new Socket()) {
                socket.connect(new InetSocketAddress(uri.getHost(), port), STUDIO_MS);
            }
            return Finding.ok("studio", url + " can be reached");
        } catch (IOException | IllegalArgumentException e) {
            return Finding.warn(
                    "studio", url + " cannot be reached: " + e.getMessage(), "check the URL and the network");
        } catch (Failure e) {
            return Finding.warn("studio", e.getMessage(), "see `atelier logs`");
        }
    }
}
