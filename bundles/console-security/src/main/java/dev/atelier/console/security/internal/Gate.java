package dev.atelier.console.security.internal;

import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** What a logged-in browser may send to the console. */
final class Gate {
    private static final Set<String> READING = Set.of("GET", "HEAD");
    /**
     * Stock pages that start, stop, install or refresh bundles behind the engine manager's back. The console takes the
     * part before a dot as a page's name, and {@code install} is another name of {@code bundles}.
     */
    private static final Set<String> BUNDLES =
            Set.of("bundles", "install", "deppack", "obr", "subsystems", "osgi-installer");

    /** Why not. */
    record Refusal(String code, String message) {}

    private Gate() {}

    /** @param path below the console's root, such as {@code /bundles/5} */
    static Optional<Refusal> refuse(String method, String path, Headers header) {
        if (READING.contains(method)) {
            return Optional.empty();
        }
        if (!Origins.ourPage(header)) {
            return Optional.of(new Refusal("cross_origin", "This request did not come from a page of this console."));
        }
        String page = page(path);
        if (BUNDLES.contains(page)) {
            return Optional.of(new Refusal(
                    "read_only", "Bundles are not changed here. Engines are added and swapped on the Engines page."));
        }
        if (page.equals("api") && !"1".equals(header.get("X-Atelier"))) {
            return Optional.of(new Refusal("missing_header", "Send the header X-Atelier: 1 with every change."));
        }
        return Optional.empty();
    }

    static String page(String path) {
        String rest = path.startsWith("/") ? path.substring(1) : path;
        return rest.split("[/.;%]", 2)[0].toLowerCase(Locale.ROOT);
    }
}
