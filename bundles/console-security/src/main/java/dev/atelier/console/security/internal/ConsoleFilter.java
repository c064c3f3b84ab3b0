package dev.atelier.console.security.internal;

import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.osgi.service.component.annotations.Component;

/** Stands before every servlet of the console, the stock ones included; see {@link Gate}. */
@Component(
        service = Filter.class,
        property = {
            "osgi.http.whiteboard.filter.pattern=/*",
            "osgi.http.whiteboard.filter.asyncSupported:Boolean=true",
            ConsoleFilter.IN_CONSOLE
        })
public final class ConsoleFilter implements Filter {
    static final String IN_CONSOLE =
            "osgi.http.whiteboard.context.select=(osgi.http.whiteboard.context.name=org.apache.felix.webconsole)";

    private static final String FIRST_PAGE = NextPath.CONSOLE + "/make";

    @Override
    public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        HttpServletRequest http = (HttpServletRequest) request;
        Optional<Gate.Refusal> refusal = Gate.refuse(http.getMethod(), path(http), http::getHeader);
        if (refusal.isEmpty()) {
            if (asksForNoPage(http)) {
                ((HttpServletResponse) response).sendRedirect(FIRST_PAGE);
            } else {
                chain.doFilter(request, response);
            }
            return;
        }
        Gate.Refusal no = refusal.get();
        ConsoleLogin.answer(http, (HttpServletResponse) response, 403, no.code(), no.message());
    }

    /** The stock console would send them to a page of its own, until it has heard of another. */
    private static boolean asksForNoPage(HttpServletRequest request) {
        return request.getMethod().equals("GET") && List.of("", "/").contains(path(request));
    }

    private static String path(HttpServletRequest request) {
        @Nullable String info = request.getPathInfo();
        @Nullable String servlet = request.getServletPath();
        return (servlet == null ? "" : servlet) + (info == null ? "" : info);
    }
}
