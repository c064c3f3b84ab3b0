package dev.atelier.http.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.atelier.http.api.RouteTable.Handler;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RouteBookTest {
    private static final Handler ALL = exchange -> {};
    private static final Handler ONE = exchange -> {};
    private static final Handler LOG = exchange -> {};

    private final RouteBook book = new RouteBook(List.of(
            RouteBook.Route.of("GET", "/jobs/{id}", ONE),
            RouteBook.Route.of("GET", "/jobs/all", ALL),
            RouteBook.Route.of("DELETE", "/jobs/{id}", ONE),
            RouteBook.Route.of("GET", "/jobs/{id}/log", LOG)));

    @Test
    void aLiteralSegmentBeatsAName() {
        assertThat(find("GET", "jobs", "all").handler()).isSameAs(ALL);
        assertThat(find("GET", "jobs", "7").handler()).isSameAs(ONE);
    }

    @Test
    void namesHoldTheSegmentsOfTheRequest() {
        RouteBook.Match match = find("GET", "jobs", "a/b", "log");

        assertThat(match.handler()).isSameAs(LOG);
        assertThat(match.names()).isEqualTo(Map.of("id", "a/b"));
    }

    @Test
    void aMethodThatOnlyTheNamedRouteHasReachesIt() {
        assertThat(find("DELETE", "jobs", "all").handler()).isSameAs(ONE);
    }

    @Test
    void aWrongMethodNamesTheRightOnes() {
        RouteBook.Match match = find("PUT", "jobs", "7");

        assertThat(match.handler()).isNull();
        assertThat(match.allowed()).containsExactly("DELETE", "GET", "HEAD");
    }

    @Test
    void headIsAnsweredByGet() {
        assertThat(find("HEAD", "jobs", "all").handler()).isSameAs(ALL);
    }

    @Test
    void anUnknownPathAllowsNothing() {
        assertThat(find("GET", "jobs").allowed()).isEmpty();
        assertThat(find("GET", "jobs", "7", "").allowed()).isEmpty();
    }

    @Test
    void ofTwoAlikeTheFirstGivenWins() {
        RouteBook two =
                new RouteBook(List.of(RouteBook.Route.of("GET", "/x", ALL), RouteBook.Route.of("GET", "/x", ONE)));

        assertThat(two.find("GET", List.of("x")).handler()).isSameAs(ALL);
    }

    @Test
    void aPatternStartsWithASlash() {
        assertThatThrownBy(() -> RouteBook.Route.of("GET", "jobs", ALL)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void publicRoutesTakeNoMoreOfTheRootThanTheirPatterns() {
        List<RouteBook.Route> routes = List.of(
                RouteBook.Route.of("GET", "/healthz", ALL),
                RouteBook.Route.of("GET", "/studio/jobs/{id}", ONE),
                RouteBook.Route.of("GET", "/studio/jobs/{id}/log", ONE));

        assertThat(PublicMount.patterns(routes)).containsExactly("/healthz", "/studio/jobs/*");
    }

    private RouteBook.Match find(String method, String... path) {
        return book.find(method, List.of(path));
    }
}
