from django.urls import path

from gongjian.programmes.views import forces, meetings, tasks

_FORCE = "forces/<slug:code>/"
_MEETING = "meetings/<int:pk>/"
_TASK = "tasks/<int:pk>/"
urlpatterns = [
    path("forces/", forces.force_list, name="force_list"),
    path("forces/add/", forces.force_add, name="force_add"),
    path(_FORCE, forces.force, name="force"),
    path(f"{_FORCE}edit/", forces.force_edit, name="force_edit"),
    path(f"{_FORCE}dissolve/", forces.force_dissolve, name="force_dissolve"),
    path(f"{_FORCE}members/add/", forces.secondment_add, name="secondment_add"),
    path(f"{_FORCE}members/<int:pk>/end/", forces.secondment_end, name="secondment_end"),
    path("meetings/", meetings.meeting_list, name="meeting_list"),
    path("meetings/add/", meetings.meeting_add, name="meeting_add"),
    path(_MEETING, meetings.meeting, name="meeting"),
    path(f"{_MEETING}edit/", meetings.meeting_edit, name="meeting_edit"),
    path(f"{_MEETING}file/", meetings.meeting_file, name="meeting_file"),
    path(f"{_MEETING}tasks/add/", tasks.task_add, name="task_add"),
    path("tasks/", tasks.task_list, name="task_list"),
    path("tasks/print/", tasks.task_print, name="task_print"),
    path(_TASK, tasks.task, name="task"),
    path(f"{_TASK}report/", tasks.task_report, name="task_report"),
    path(f"{_TASK}close/", tasks.task_close, name="task_close"),
    path(f"{_TASK}send-back/", tasks.task_send_back, name="task_send_back"),
    path(f"{_TASK}withdraw/", tasks.task_withdraw, name="task_withdraw"),
    path(f"{_TASK}move-due/", tasks.task_move_due, name="task_move_due"),
    path(f"{_TASK}file/", tasks.task_file, name="task_file"),
]
