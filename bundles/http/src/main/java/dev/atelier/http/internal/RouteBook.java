package dev.atelier.http.internal;

import dev.atelier.http.api.RouteTable;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** The routes of one listener, the most literal first; of two with one pattern and method the first given wins. */
final class RouteBook {
    static final RouteBook EMPTY = new RouteBook(List.of());

    private final Map<Integer, List<Route>> byLength = new HashMap<>();

    /** One route as its room defined it. */
    record Route(String method, List<String> pattern, RouteTable.Handler handler) {
        Route {
            pattern = List.copyOf(pattern);
        }

        static Route of(String method, String pattern, RouteTable.Handler handler) {
            if (!pattern.startsWith("/")) {
                throw new IllegalArgumentException("a pattern starts with a slash: " + pattern);
            }
            return new Route(method, List.of(pattern.substring(1).split("/", -1)), handler);
        }

        private boolean matches(List<String> path) {
            for (int i = 0; i < pattern.size(); i++) {
                if (!isName(pattern.get(i)) && !pattern.get(i).equals(path.get(i))) {
                    return false;
                }
            }
            return true;
        }

        private Map<String, String> names(List<String> path) {
            Map<String, String> names = new LinkedHashMap<>();
            for (int i = 0; i < pattern.size(); i++) {
                String segment = pattern.get(i);
                if (isName(segment)) {
                    names.put(segment.substring(1, segment.length() - 1), path.get(i));
                }
            }
            return names;
        }
    }

    /** What a request leads to: a handler, or nothing and the methods that would. */
    record Match(RouteTable.@Nullable Handler handler, Map<String, String> names, Set<String> allowed) {}

    RouteBook(Collection<Route> routes) {
        for (Route route : routes) {
            byLength.computeIfAbsent(route.pattern().size(), n -> new ArrayList<>())
                    .add(route);
        }
        byLength.values().forEach(list -> list.sort(LITERAL_FIRST)); // stable: ranking survives
    }

    /** @param path decoded segments */
    Match find(String method, List<String> path) {
        String wanted = method.equals("HEAD") ? "GET" : method;
        Set<String> allowed = new TreeSet<>();
        for (Route route : byLength.getOrDefault(path.size(), List.of())) {
            if (!route.matches(path)) {
                continue;
            }
            if (route.method().equals(wanted)) {
                return new Match(route.handler(), route.names(path), Set.of());
            }
            allowed.add(route.method());
        }
        if (allowed.contains("GET")) {
            allowed.add("HEAD");
        }
        return new Match(null, Map.of(), allowed);
    }

    private static boolean isName(String segment) {
        return segment.startsWith("{") && segment.endsWith("}");
    }

    private static final Comparator<Route> LITERAL_FIRST = (a, b) -> {
        for (int i = 0; i < a.pattern().size(); i++) {
            int order = Boolean.compare(
                    isName(a.pattern().get(i)), isName(b.pattern().get(i)));
            if (order != 0) {
                return order;
            }
        }
        return 0;
    };
}
