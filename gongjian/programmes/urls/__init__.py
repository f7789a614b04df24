from gongjian.programmes.urls import (
    adjustments,
    commitments,
    forces,
    inspections,
    ledger,
    letters,
    lights,
    months,
    reporting,
    reviews,
)

app_name = "programmes"

# The ledger comes last: its addresses begin with nothing.
urlpatterns = [
    *months.urlpatterns,
    *lights.urlpatterns,
    *forces.urlpatterns,
    *reviews.urlpatterns,
    *letters.urlpatterns,
    *inspections.urlpatterns,
    *adjustments.urlpatterns,
    *commitments.urlpatterns,
    *reporting.urlpatterns,
    *ledger.urlpatterns,
]
