package dev.atelier.studio.http.internal;

import dev.atelier.http.api.RouteTable;
import dev.atelier.http.api.Routes;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** The operators' routes once more, below {@code /studio}: for the console's pages behind its login. */
@Component(service = Routes.class, property = Routes.LISTENER + "=" + Routes.LOCAL)
public final class HostRoutes implements Routes {
    private final StudioRoutes studio;

    @Activate
    public HostRoutes(@Reference(name = "studio") StudioRoutes studio) {
        this.studio = studio;
    }

    @Override
    public void define(RouteTable table) {
        studio.defineForThisHost(table);
    }
}
