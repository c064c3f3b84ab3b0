package dev.atelier.engine.agent.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.util.List;
import org.junit.jupiter.api.Test;

class AllowListTest {
    private final AllowList list = new AllowList(List.of("API.example.com", "*.models.test", "10.0.0.1:8080"));

    @Test
    void allowsWhatIsOnIt() {
        assertThat(list.allows("api.example.com", 443)).isTrue();
        assertThat(list.allows("Api.Example.Com", 80)).isTrue();
        assertThat(list.allows("a.b.models.test", 443)).isTrue();
        assertThat(list.allows("10.0.0.1", 8080)).isTrue();
    }

    @Test
    void allowsNothingElse() {
        assertThat(list.allows("api.example.com", 22)).isFalse();
        assertThat(list.allows("xapi.example.com", 443)).isFalse();
        assertThat(list.allows("api.example.com.evil.test", 443)).isFalse();
        assertThat(list.allows("models.test", 443)).isFalse();
        assertThat(list.allows("evilmodels.test", 443)).isFalse();
        assertThat(list.allows("10.0.0.1", 80)).isFalse();
        assertThat(new AllowList(List.of()).allows("example.com", 443)).isFalse();
    }

    @Test
    void aStudioWithHttpsGoesByItsName() {
        AllowList with = new AllowList(List.of(), new StudioModels(URI.create("https://Studio.example.com:8443/x")));

        assertThat(with.studio()).extracting(StudioModels::url).isEqualTo("https://Studio.example.com:8443/v1");
        assertThat(with.allows("studio.example.com", 8443)).isTrue();
        assertThat(with.names("studio.example.com", 8443)).isTrue();
        assertThat(with.allows("studio.example.com", 443)).isFalse();
    }

    @Test
    void anAddressWithoutAHostIsNoStudio() {
        assertThatThrownBy(() -> new StudioModels(URI.create("http:///v1")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("names no host");
    }

    @Test
    void aDomainIsNoNameOfAHost() {
        assertThat(list.names("a.models.test", 443)).isFalse();
        assertThat(list.names("api.example.com", 443)).isTrue();
    }

    @Test
    void refusesWhatIsNoHost() {
        for (String entry : new String[] {"", "*", "http://example.com", "a b", "x:", "x:123456", "*.*.test"}) {
            assertThatThrownBy(() -> new AllowList(List.of(entry)))
                    .as(entry)
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }
}
