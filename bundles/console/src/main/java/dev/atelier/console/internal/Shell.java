package dev.atelier.console.internal;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The complete page around what scripts fill in: landmarks, side bar, theme. Nothing jumps once they run. */
final class Shell {
    static final String ROOT = "/system/console";
    static final String POLICY = "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' blob:;"
            + " media-src 'self' blob:; connect-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'";

    /** Fetched beside the entry, instead of one after the other as their imports are found. */
    static final List<String> CORE = List.of(
            "third-party/preact/preact.module.js",
            "third-party/preact/hooks.module.js",
            "third-party/htm/htm.module.js",
            "js/ui.js",
            "js/api.js",
            "js/store.js",
            "js/live.js",
            "js/strip.js",
            "js/studio.js",
            "js/router.js",
            "js/roles.js",
            "js/queue.js",
            "js/hosts.js",
            "js/nav.js",
            "js/keys.js",
            "js/kinds.js",
            "js/format.js",
            "js/announce.js",
            "js/parts/states.js",
            "js/parts/dialog.js");

    private static final Set<String> THEMES = Set.of("light", "dark");
    private static final Pattern HOLE = Pattern.compile("\\{\\{([a-z]+)}}");

    /** What a page says about the process behind it. */
    record Host(String name, List<String> roles, String version) {
        Host {
            roles = List.copyOf(roles);
        }
    }

    private final String template;
    private final String icons;
    private final String assets;
    private final Host host;

    Shell(String template, String icons, String digest, Host host) {
        this.template = template;
        this.icons = icons;
        this.assets = ROOT + "/assets/" + digest;
        this.host = host;
    }

    String page(Place place, String theme) {
        Map<String, String> values = Map.ofEntries(
                Map.entry("theme", THEMES.contains(theme) ? " data-theme=\"" + theme + "\"" : ""),
                Map.entry("base", ROOT),
                Map.entry("host", escaped(host.name())),
                Map.entry("roles", escaped(String.join(" ", host.roles()))),
                Map.entry("title", escaped(place.heading() + " · Atelier on " + host.name())),
                Map.entry("heading", escaped(place.heading())),
                Map.entry("assets", assets),
                Map.entry("preload", preload(place)),
                Map.entry("icons", icons),
                Map.entry("places", places(place)),
                Map.entry("sheet", sheet(place)),
                Map.entry("about", escaped(String.join(", ", host.roles()) + " · " + host.version())));
        return HOLE.matcher(template)
                .replaceAll(hole -> Matcher.quoteReplacement(values.getOrDefault(hole.group(1), "")));
    }

    private String preload(Place place) {
        return Stream.concat(CORE.stream(), Stream.of("js/pages/" + place.path() + ".js"))
                .map(path -> "<link rel=\"modulepreload\" href=\"" + assets + "/" + path + "\">\n")
                .collect(Collectors.joining());
    }

    private String places(Place current) {
        String more = "<ul><li class=\"keep narrow\"><button type=\"button\" id=\"more-button\" aria-expanded=\"false\""
                + " aria-controls=\"more-sheet\">" + icon("more") + "<span>More</span></button></li></ul>";
        boolean worker = host.roles().contains(Place.WORKER_ROLE);
        List<Place> machine = worker ? List.of(Place.ENGINES, Place.MODELS, Place.WORKER) : List.of();
        List<Place> studio = worker // whose tab the registry is then
                ? List.of(Place.QUEUE, Place.GALLERY, Place.HOSTS, Place.KEYS)
                : List.of(Place.QUEUE, Place.GALLERY, Place.HOSTS, Place.MODELS, Place.KEYS);
        return group("", "", List.of(Place.MAKE, Place.JOBS), current)
                + group("in-worker", "This worker", machine, current)
                + group("in-studio", "Studio", studio, current)
                + group("in-all", "Everywhere", List.of(Place.FLEET, Place.AGENTS, Place.LOGS, Place.SETTINGS), current)
                + more;
    }

    private String group(String id, String name, List<Place> places, Place current) {
        String entries = places.stream()
                .filter(p -> p.shownTo(host.roles()))
                .map(p -> "<li" + (p.onPhoneBar(host.roles()) ? " class=\"keep\"" : "") + ">" + link(p, current)
                        + "</li>")
                .collect(Collectors.joining());
        if (entries.isEmpty()) {
            return "";
        }
        return name.isEmpty()
                ? "<ul>" + entries + "</ul>\n"
                : "<p id=\"" + id + "\">" + name + "</p><ul aria-labelledby=\"" + id + "\">" + entries + "</ul>\n";
    }

    private String sheet(Place current) {
        return Arrays.stream(Place.values())
                .filter(p -> p.shownTo(host.roles()) && !p.onPhoneBar(host.roles()))
                .map(p -> link(p, current))
                .collect(Collectors.joining());
    }

    /** The page of that name, or the first one when there is none of it here. */
    Place place(String name) {
        return Place.of(name).filter(p -> p.shownTo(host.roles())).orElse(Place.MAKE);
    }

    private static String link(Place place, Place current) {
        return "<a href=\"" + ROOT + "/" + place.path() + "\" data-page=\"" + place.path() + "\""
                + (place == current ? " aria-current=\"page\"" : "") + ">" + icon(place.path()) + "<span>"
                + escaped(place.label()) + "</span></a>";
    }

    private static String icon(String name) {
        return "<svg class=\"icon\" aria-hidden=\"true\"><use href=\"#i-" + name + "\"/></svg>";
    }

    static String escaped(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;")
                .replace("'", "&#39;");
    }
}
