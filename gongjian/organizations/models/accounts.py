from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from gongjian.organizations.models.people import Person
from gongjian.organizations.models.units import Post


class AccountManager(BaseUserManager["Account"]):
    def get_by_natural_key(self, username: str) -> "Account":
        return self.get(username=username)


class Account(AbstractBaseUser):
    """Who signs in. There is no superuser: what an account may do are the duties of its person's posts today."""

    AUDIT_SECRET = ("password",)
    USERNAME_FIELD = "username"
    REQUIRED_FIELDS: list[str] = []

    username = models.SlugField(_("account name"), max_length=60, unique=True)
    person = models.OneToOneField(
        Person, null=True, blank=True, on_delete=models.PROTECT, related_name="account", verbose_name=_("person")
    )
    is_active = models.BooleanField(_("active"), default=True)
    must_change_password = models.BooleanField(_("must change password"), default=False)
    password_changed_at = models.DateTimeField(null=True, blank=True)
    is_sample = models.BooleanField(_("sample"), default=False)
    joined_at = models.DateTimeField(_("opened at"), default=timezone.now)

    objects = AccountManager()

    class Meta:
        verbose_name = _("account")
        ordering = ["username"]

    def __str__(self):
        return self.person.name if self.person else self.username

    @cached_property
    def posts_today(self) -> list[Post]:
        """The posts the person holds today, with unit and scope: one query a request."""
        if not self.person_id or not self.is_active:
            return []
        today = timezone.localdate()
        held = Post.objects.filter(appointments__person_id=self.person_id, appointments__since__lte=today)
        current = models.Q(appointments__until__isnull=True) | models.Q(appointments__until__gte=today)
        return list(held.filter(current).select_related("unit", "scope").distinct())

    @property
    def email(self) -> str:
        return self.person.email if self.person else ""

    @property
    def label(self) -> str:
        return self.person.label if self.person else self.username

    @property
    def phone(self) -> str:
        return self.person.phone if self.person else ""

    @property
    def post_name(self) -> str:
        return "；".join(str(post) for post in self.posts_today)

    @property
    def duties_today(self) -> set[str]:
        return {duty for post in self.posts_today for duty in post.duties}


class OldPassword(models.Model):
    """Digests of passwords used before, so that one is not used again soon."""

    AUDIT_SECRET = ("password",)

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="old_passwords")
    password = models.CharField(max_length=128)
    replaced_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-id"]

    def __str__(self):
        return str(self.account)
