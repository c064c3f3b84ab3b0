package dev.atelier.http.internal;

import dev.atelier.http.api.Forwarded;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpURI;
import org.eclipse.jetty.server.ConnectionMetaData;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.util.HostPort;
import org.jspecify.annotations.Nullable;

/**
 * Makes a request that a trusted proxy passes on look as if its client had sent it to us: address, scheme and host. The
 * headers that say so are taken off every request, so that nobody behind this can believe them by mistake.
 */
final class Forwarding implements HttpConfiguration.Customizer {
    private static final String FOR = "X-Forwarded-For";
    private static final String PROTO = "X-Forwarded-Proto";
    private static final String HOST = "X-Forwarded-Host";
    private static final Pattern HOST_AND_PORT =
            Pattern.compile("([A-Za-z0-9._-]{1,253}|\\[[0-9a-fA-F:.]{2,45}])(:\\d{1,5})?");

    private final Supplier<TrustedProxies> trusted;

    Forwarding(Supplier<TrustedProxies> trusted) {
        this.trusted = trusted;
    }

    @Override
    public Request customize(Request request, HttpFields.Mutable responseHeaders) {
        HttpFields headers = request.getHeaders();
        if (!headers.contains(FOR) && !headers.contains(PROTO) && !headers.contains(HOST)) {
            return request;
        }
        HttpFields.Mutable cleaned = HttpFields.build(headers);
        cleaned.remove(FOR);
        cleaned.remove(PROTO);
        cleaned.remove(HOST);
        TrustedProxies proxies = trusted.get();
        boolean believed = !proxies.none()
                && request.getConnectionMetaData().getRemoteSocketAddress() instanceof InetSocketAddress peer
                && peer.getAddress() != null
                && proxies.trusts(peer.getAddress());
        if (!believed) {
            return new Cleaned(request, cleaned.asImmutable());
        }
        request.setAttribute(Forwarded.ATTRIBUTE, true);
        return passedOn(request, headers, cleaned, proxies);
    }

    private static Request passedOn(
            Request request, HttpFields headers, HttpFields.Mutable cleaned, TrustedProxies proxies) {
        Hops hops = Hops.of(values(headers, FOR), proxies);
        String scheme = at(values(headers, PROTO), hops.between()).toLowerCase(Locale.ROOT);
        String host = at(values(headers, HOST), hops.between());
        HttpURI.Mutable uri = HttpURI.build(request.getHttpURI());
        if (scheme.equals("http") || scheme.equals("https")) {
            uri.scheme(scheme);
        }
        @Nullable HostPort authority = null;
        if (HOST_AND_PORT.matcher(host).matches()) {
            uri.authority(host);
            cleaned.put(HttpHeader.HOST, host);
            authority = new HostPort(host);
        }
        boolean secure = "https".equalsIgnoreCase(uri.getScheme());
        ConnectionMetaData line = new Line(request.getConnectionMetaData(), hops.client(), authority, secure);
        return new PassedOn(request, cleaned.asImmutable(), uri.asImmutable(), line, secure);
    }

    private static List<String> values(HttpFields headers, String name) {
        List<String> values = new ArrayList<>();
        for (HttpField field : headers) {
            if (field.is(name) && field.getValue() != null) {
                for (String value : field.getValue().split(",", -1)) {
                    values.add(value.strip());
                }
            }
        }
        return values;
    }

    /** Each hop adds its value at the end, or there is only one; what is further to the front anybody may have written. */
    private static String at(List<String> values, int hopsBetween) {
        return values.isEmpty() ? "" : values.get(Math.max(0, values.size() - 1 - hopsBetween));
    }

    /**
     * @param client the last address that is no trusted proxy; null when none is told
     * @param between trusted proxies between it and our peer
     */
    private record Hops(@Nullable InetAddress client, int between) {
        static Hops of(List<String> told, TrustedProxies proxies) {
            @Nullable InetAddress client = null;
            int between = 0;
            for (int i = told.size() - 1; i >= 0; i--) {
                InetAddress hop = TrustedProxies.address(withoutPort(told.get(i)));
                if (hop == null) {
                    break; // hidden by a proxy; the one that hid it is the last we know
                }
                client = hop;
                between = told.size() - 1 - i;
                if (!proxies.trusts(hop)) {
                    break;
                }
            }
            return new Hops(client, between);
        }

        private static String withoutPort(String text) {
            if (text.startsWith("[")) {
                int end = text.indexOf(']');
                return end < 0 ? text : text.substring(1, end);
            }
            int colon = text.indexOf(':');
            return colon >= 0 && colon == text.lastIndexOf(':') ? text.substring(0, colon) : text;
        }
    }

    private static class Cleaned extends Request.Wrapper {
        private final HttpFields headers;

        Cleaned(Request request, HttpFields headers) {
            super(request);
            this.headers = headers;
        }

        @Override
        public HttpFields getHeaders() {
            return headers;
        }
    }

    private static final class PassedOn extends Cleaned {
        private final HttpURI uri;
        private final ConnectionMetaData line;
        private final boolean secure;

        PassedOn(Request request, HttpFields headers, HttpURI uri, ConnectionMetaData line, boolean secure) {
            super(request, headers);
            this.uri = uri;
            this.line = line;
            this.secure = secure;
        }

        @Override
        public HttpURI getHttpURI() {
            return uri;
        }

        @Override
        public boolean isSecure() {
            return secure;
        }

        @Override
        public ConnectionMetaData getConnectionMetaData() {
            return line;
        }
    }

    private static final class Line extends ConnectionMetaData.Wrapper {
        private final @Nullable InetAddress client;
        private final @Nullable HostPort authority;
        private final boolean secure;

        Line(ConnectionMetaData line, @Nullable InetAddress client, @Nullable HostPort authority, boolean secure) {
            super(line);
            this.client = client;
            this.authority = authority;
            this.secure = secure;
        }

        @Override
        public java.net.SocketAddress getRemoteSocketAddress() {
            return client == null ? super.getRemoteSocketAddress() : new InetSocketAddress(client, 0);
        }

        @Override
        public HostPort getServerAuthority() {
            return authority == null ? super.getServerAuthority() : authority;
        }

        @Override
        public boolean isSecure() {
            return secure;
        }
    }
}
